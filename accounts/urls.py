"""Pages of accounts."""

from django.urls import path

from accounts.views import account, avatars, data, people, profile, reset, security, sessions, sign_in, sign_up, site

app_name = "accounts"
urlpatterns = [
    path("accounts/sign-up/", sign_up.SignUp.as_view(), name="sign-up"),
    path("accounts/confirm/", sign_up.Confirm.as_view(), name="confirm"),
    path("accounts/resend/", sign_up.Resend.as_view(), name="resend"),
    path("accounts/sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("accounts/second-step/", sign_in.SecondStep.as_view(), name="second-step"),
    path("accounts/forgot/", reset.Forgot.as_view(), name="forgot"),
    path("accounts/reset/", reset.Reset.as_view(), name="reset"),
    path("accounts/sign-out/", sign_in.end, name="sign-out"),
    path("settings/", profile.Settings.as_view(), name="settings"),
    path("settings/picture/", profile.Picture.as_view(), name="picture"),
    path("settings/account/", account.Account.as_view(), name="account"),
    path("settings/account/email/", account.Email.as_view(), name="email"),
    path("settings/account/email/confirm/", account.EmailCode.as_view(), name="email-code"),
    path("settings/security/", security.Security.as_view(), name="security"),
    path("settings/security/password/", security.Password.as_view(), name="password"),
    path("settings/security/second-step/", security.Enrol.as_view(), name="enrol"),
    path("settings/security/second-step/off/", security.TurnOff.as_view(), name="second-step-off"),
    path("settings/sessions/", sessions.Sessions.as_view(), name="sessions"),
    path("settings/sessions/<str:session_id>/end/", sessions.end, name="end-session"),
    path("settings/privacy/", data.Privacy.as_view(), name="privacy"),
    path("settings/privacy/download/", data.download, name="download"),
    path("settings/privacy/export/<str:name>", data.download_export, name="export"),
    path("settings/privacy/delete/", data.Delete.as_view(), name="delete"),
    path("accounts/deleted/<str:job_id>/", data.deleted, name="deleted"),
    path("settings/site/", site.Site.as_view(), name="site"),
    path("people/<str:handle>/", people.person, name="person"),
    path("avatars/<str:avatar_id>", avatars.avatar, name="avatar"),
]

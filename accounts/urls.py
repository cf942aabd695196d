from django.urls import path

from accounts.views import reset, sign_in, sign_up

app_name = "accounts"
urlpatterns = [
    path("sign-up/", sign_up.SignUp.as_view(), name="sign-up"),
    path("confirm/", sign_up.Confirm.as_view(), name="confirm"),
    path("resend/", sign_up.Resend.as_view(), name="resend"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("second-step/", sign_in.SecondStep.as_view(), name="second-step"),
    path("forgot/", reset.Forgot.as_view(), name="forgot"),
    path("reset/", reset.Reset.as_view(), name="reset"),
    path("sign-out/", sign_in.leave, name="sign-out"),
]

"""Accounts under /api/v1/."""

from django.urls import path

from accounts.api import data, me, passwords, picture, second_step, sessions, sign_in, sign_up, users

urlpatterns = [
    path("auth/sign-up", sign_up.SignUp.as_view()),
    path("auth/confirm", sign_up.Confirm.as_view()),
    path("auth/resend", sign_up.Resend.as_view()),
    path("auth/sign-in", sign_in.SignIn.as_view()),
    path("auth/challenge", sign_in.SecondStep.as_view()),
    path("auth/forgot", passwords.Forgot.as_view()),
    path("auth/reset", passwords.Reset.as_view()),
    path("auth/refresh", sign_in.Refresh.as_view()),
    path("auth/sign-out", sign_in.SignOut.as_view()),
    path("me", me.Me.as_view()),
    path("me/avatar", picture.Picture.as_view()),
    path("me/export", data.Export.as_view()),
    path("me/delete", data.Delete.as_view()),
    path("me/password", passwords.Password.as_view()),
    path("me/totp", second_step.Totp.as_view()),
    path("me/totp/verify", second_step.Verify.as_view()),
    path("me/totp/remove", second_step.Remove.as_view()),
    path("me/sessions", sessions.Sessions.as_view()),
    path("me/sessions/<str:session_id>", sessions.Session.as_view()),
    path("users", users.Users.as_view()),
    path("users/<str:user_id>", users.User.as_view()),
]

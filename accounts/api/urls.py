"""Accounts under /api/v1/."""

from django.urls import path

from accounts.api import me, sign_in, sign_up, users

urlpatterns = [
    path("auth/sign-up", sign_up.SignUp.as_view()),
    path("auth/confirm", sign_up.Confirm.as_view()),
    path("auth/resend", sign_up.Resend.as_view()),
    path("auth/sign-in", sign_in.SignIn.as_view()),
    path("auth/refresh", sign_in.Refresh.as_view()),
    path("auth/sign-out", sign_in.SignOut.as_view()),
    path("me", me.Me.as_view()),
    path("users", users.Users.as_view()),
    path("users/<str:user_id>", users.User.as_view()),
]

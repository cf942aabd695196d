from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-up/", views.SignUp.as_view(), name="sign-up"),
    path("confirm/", views.Confirm.as_view(), name="confirm"),
    path("resend/", views.Resend.as_view(), name="resend"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.leave, name="sign-out"),
]

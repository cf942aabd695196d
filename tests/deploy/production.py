"""The environment variables that a function of a deployed site needs to start."""

PRODUCTION = {
    "CHATIFY_STAGE": "production",
    "CHATIFY_SECRET_KEY": "k4Zt9w" * 10,
    "CHATIFY_COGNITO_POOL_ID": "us-east-1_pool",
    "CHATIFY_COGNITO_CLIENT_ID": "client",
    "CHATIFY_COGNITO_CLIENT_SECRET": "secret",
    "CHATIFY_ORIGIN_SECRET": "shown",
    "CHATIFY_HOSTS": "chat.example.org",
    "CHATIFY_SOCKET_ENDPOINT": "https://abc.execute-api.us-east-1.amazonaws.com/ws",
}

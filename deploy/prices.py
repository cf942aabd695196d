"""What AWS asks, in US dollars, us-east-1, on demand. Look them up before you rely on them: they change.

Sources: the pricing pages of each service, as read when `READ` says.
"""

READ = "November 2026"
MILLION = 1_000_000

SOCKET_MESSAGE = 1.00 / MILLION  # 32 KB metered, each way; the first billion
SOCKET_MINUTE = 0.25 / MILLION
HTTP_REQUEST = 1.00 / MILLION
LAMBDA_REQUEST = 0.20 / MILLION
LAMBDA_GB_SECOND = 0.0000133334  # arm64
WRITE_UNIT = 0.625 / MILLION
READ_UNIT = 0.125 / MILLION
DYNAMODB_GB = 0.25
BACKUP_GB = 0.20
FIREWALL = 10.00  # the web ACL and its five rules, a month
FIREWALL_REQUEST = 0.60 / MILLION
CLOUDFRONT_REQUEST = 1.00 / MILLION
CLOUDFRONT_GB = 0.085
LOG_GB = 0.50
COGNITO_PERSON = {"ESSENTIALS": 0.015, "LITE": 0.0055}

# Never ending, every month, in every account.
FREE = {
    "lambda_requests": MILLION,
    "lambda_gb_seconds": 400_000,
    "cloudfront_requests": 10 * MILLION,
    "cloudfront_gb": 1024,
    "cognito_people": 10_000,
    "log_gb": 5,
    "dynamodb_gb": 25,
}

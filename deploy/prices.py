"""The prices of AWS in US dollars, on demand, in us-east-1. They change: look them up before you rely on them.

The source is the pricing page of each service in the month `READ`.
"""

READ = "November 2026"
MILLION = 1_000_000

SOCKET_MESSAGE = 1.00 / MILLION  # 32 KB metered, each way; the first billion
SOCKET_MINUTE = 0.25 / MILLION
HTTP_REQUEST = 1.00 / MILLION
LAMBDA_REQUEST = 0.20 / MILLION
LAMBDA_GB_SECOND = 0.0000133334  # arm64
SNAPSHOT_GB_SECOND = 0.0000015046  # SnapStart, while a version exists
SNAPSHOT_RESTORE_GB = 0.0001397998  # SnapStart, each cold start
WRITE_UNIT = 0.625 / MILLION
READ_UNIT = 0.125 / MILLION
DYNAMODB_GB = 0.25
BACKUP_GB = 0.20
FIREWALL = 10.00  # a month, for the web ACL and its five rules
FIREWALL_REQUEST = 0.60 / MILLION
CLOUDFRONT_REQUEST = 1.00 / MILLION
CLOUDFRONT_GB = 0.085
LOG_GB = 0.50
COGNITO_PERSON = {"ESSENTIALS": 0.015, "LITE": 0.0055}

# Free every month in every account, without an end.
FREE = {
    "lambda_requests": MILLION,
    "lambda_gb_seconds": 400_000,
    "cloudfront_requests": 10 * MILLION,
    "cloudfront_gb": 1024,
    "cognito_people": 10_000,
    "log_gb": 5,
    "dynamodb_gb": 25,
}

"""`python -m deploy <command>`: the commands behind `make deploy` and its like."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

import django

from deploy import (
    check,
    cost_page,
    destroy,
    logs,
    options,
    package,
    preview,
    secret_rotation,
    static_files,
    steps,
    tables,
)
from deploy.errors import AWS_ERRORS, DeployError, describe
from deploy.site import Site
from deploy.stacks import Stack


def say(text: str) -> None:
    """Print one line of progress, indented unless it starts a step."""
    print(text if text.startswith("[") else f"      {text}", flush=True)


def deploy(arguments: Namespace) -> None:
    """Deploy or update the site."""
    deployment = _deployment(arguments)
    print(preview.render(deployment))
    _confirm(arguments, "Deploy?")
    steps.run(deployment)
    print(f"\nChatify is at {deployment.outputs['Address']}\n{_next_steps(deployment)}")


def take_down(arguments: Namespace) -> None:
    """Take the site down."""
    deployment = _deployment(arguments)
    print(destroy.describe(deployment.site))
    _confirm(arguments, f"Type the site’s name, {arguments.name}, to take it down:", arguments.name)
    destroy.destroy(deployment)
    destroy.say_what_is_kept(deployment.site, print)


def rotate_secret(arguments: Namespace) -> None:
    """Replace the secret between CloudFront and the functions."""
    secret_rotation.rotate(_deployment(arguments))


def print_admin_url(arguments: Namespace) -> None:
    """Print where the admin is and how to give somebody access."""
    site = Site.connect(arguments.name, arguments.region)
    outputs = Stack(site.client("cloudformation"), site.name).outputs()
    if "Address" not in outputs:
        raise DeployError(f"There is no site {site.name} in {site.region}. `make deploy` creates it.")
    pool = outputs["UserPoolId"]
    command = f"aws cognito-idp admin-add-user-to-group --region {site.region} --user-pool-id {pool}"
    print(f"{outputs['Address']}admin/\nTo give somebody access: {command} --group-name admins --username <e-mail>")


def print_logs(arguments: Namespace) -> None:
    """Print the functions' logs."""
    site = Site.connect(arguments.name, arguments.region)
    logs.print_logs(site, print, minutes=arguments.minutes, follow=arguments.follow)


def build_package(arguments: Namespace) -> None:
    """Build the functions' package and print its size and hash."""
    built = package.build(manifest=static_files.collect())
    print(f"{built.path.relative_to(package.ROOT)}  {built.size / 1e6:.1f} MB  sha256 {built.sha256}")


def write_tables(arguments: Namespace) -> None:
    """Write the template's tables from the models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    django.setup()
    print("Updated template.yaml." if tables.write() else "template.yaml already matches the models.")


def write_cost(arguments: Namespace) -> None:
    """Write docs/cost.md."""
    cost_page.PATH.write_text(cost_page.render())


def run_checks(arguments: Namespace) -> None:
    """Verify what can be verified without an account."""
    sys.exit(check.main())


COMMANDS: dict[str, tuple[Callable[[Namespace], None], str]] = {
    "deploy": (deploy, "deploy or update the site"),
    "destroy": (take_down, "take the site down, but keep messages and people"),
    "rotate": (rotate_secret, "replace the secret between CloudFront and the functions"),
    "admin-url": (print_admin_url, "print the address of the admin"),
    "logs": (print_logs, "print the functions’ logs"),
    "check": (run_checks, "verify what can be verified without an account"),
    "package": (build_package, "build the functions’ zip"),
    "cost": (write_cost, "write docs/cost.md"),
    "tables": (write_tables, "write the template’s tables from the models"),
}


def main() -> None:
    """Parse the arguments, run the command, and print errors without a traceback."""
    parser = ArgumentParser(prog="python -m deploy")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, (run, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        command.set_defaults(run=run)
        options.add_site_options(command)
        if name in ("deploy", "destroy", "rotate"):
            options.add_deployment_options(command)
        if name == "logs":
            command.add_argument("--minutes", type=float, default=15, help="how far back to start (15)")
            command.add_argument("--follow", action="store_true", help="print new lines until Ctrl-C")
    arguments = parser.parse_args()
    try:
        arguments.run(arguments)
    except (DeployError, *AWS_ERRORS) as error:
        sys.exit(f"\n{describe(error)}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. AWS finishes what it has begun. Run the same command again to continue.")


def _deployment(arguments: Namespace) -> steps.Deployment:
    return steps.Deployment(Site.connect(arguments.name, arguments.region), arguments, say)


def _confirm(arguments: Namespace, question: str, word: str = "y") -> None:
    if not arguments.yes and input(f"{question} ").strip().lower() not in (word, f"{word}es"):
        raise DeployError("Nothing was changed.")


def _next_steps(deployment: steps.Deployment) -> str:
    lines = ["Sign up there. `make admin-url` says how to become its administrator, `make logs` prints its logs."]
    if deployment.arguments.domain and not deployment.arguments.zone:
        domain, target = deployment.arguments.domain, deployment.outputs["DistributionDomain"]
        lines.append(f"Point your domain to it: CNAME {domain} → {target}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

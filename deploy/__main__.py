"""`python -m deploy <command>`: what `make deploy` and its like call."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

import django

from deploy import check, cost_page, destroy, logs, options, package, preview, rotate, static, steps, tables
from deploy.errors import AWS_ERRORS, DeployError, advised
from deploy.site import Site
from deploy.stacks import Stack


def say(words: str) -> None:
    print(words if words.startswith("[") else f"      {words}", flush=True)


def deploy(chosen: Namespace) -> None:
    deployment = _deployment(chosen)
    print(preview.text(deployment))
    _agree(chosen, "Deploy?")
    steps.run(deployment)
    print(f"\nChatify is at {deployment.outputs['Address']}\n{_next(deployment)}")


def take_down(chosen: Namespace) -> None:
    deployment = _deployment(chosen)
    print(destroy.plan(deployment.site))
    _agree(chosen, f"Type its name, {chosen.name}, to go on:", chosen.name)
    destroy.destroy(deployment)
    destroy.kept(deployment.site, print)


def renew(chosen: Namespace) -> None:
    rotate.rotate(_deployment(chosen))


def admin_url(chosen: Namespace) -> None:
    """Where the admin is, and how somebody becomes one."""
    site = Site.at(chosen.name, chosen.region)
    outputs = Stack(site.client("cloudformation"), site.name).outputs()
    if "Address" not in outputs:
        raise DeployError(f"There is no {site.name} in {site.region}. `make deploy` makes it.")
    pool = outputs["UserPoolId"]
    group = f"aws cognito-idp admin-add-user-to-group --region {site.region} --user-pool-id {pool}"
    print(f"{outputs['Address']}admin/\nWho may enter: {group} --group-name admins --username <e-mail>")


def show_logs(chosen: Namespace) -> None:
    logs.show(Site.at(chosen.name, chosen.region), print, minutes=chosen.minutes, follow=chosen.follow)


def build(chosen: Namespace) -> None:
    made = package.build(manifest=static.collect())
    print(f"{made.path.relative_to(package.ROOT)}  {made.size / 1e6:.1f} MB  sha256 {made.sha256}")


def write_tables(chosen: Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    django.setup()
    print("template.yaml was written anew." if tables.write() else "template.yaml is as the models are.")


def write_cost(chosen: Namespace) -> None:
    cost_page.PATH.write_text(cost_page.text())


def run_checks(chosen: Namespace) -> None:
    sys.exit(check.main())


COMMANDS: dict[str, tuple[Callable[[Namespace], None], str]] = {
    "deploy": (deploy, "deploy or update the site"),
    "destroy": (take_down, "take it down; messages and people are kept"),
    "rotate": (renew, "a new secret between CloudFront and the functions"),
    "admin-url": (admin_url, "where the admin is"),
    "logs": (show_logs, "what the functions say"),
    "check": (run_checks, "all that can be verified without an account"),
    "package": (build, "build the functions’ zip"),
    "cost": (write_cost, "write docs/cost.md anew"),
    "tables": (write_tables, "write the template’s tables from the models"),
}


def main() -> None:
    parser = ArgumentParser(prog="python -m deploy")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, (act, words) in COMMANDS.items():
        command = commands.add_parser(name, help=words)
        command.set_defaults(act=act)
        options.where(command)
        if name in ("deploy", "destroy", "rotate"):
            options.what(command)
        if name == "logs":
            command.add_argument("--minutes", type=float, default=15)
            command.add_argument("--follow", action="store_true")
    chosen = parser.parse_args()
    try:
        chosen.act(chosen)
    except (DeployError, *AWS_ERRORS) as error:
        sys.exit(f"\n{advised(error)}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. What was begun in AWS goes on there; the same command takes it up again.")


def _deployment(chosen: Namespace) -> steps.Deployment:
    return steps.Deployment(Site.at(chosen.name, chosen.region), chosen, say)


def _agree(chosen: Namespace, question: str, word: str = "y") -> None:
    if not chosen.yes and input(f"{question} ").strip().lower() not in (word, f"{word}es"):
        raise DeployError("Nothing was done.")


def _next(deployment: steps.Deployment) -> str:
    lines = [
        "Sign up there. `make admin-url` says how to become its administrator, `make logs` what the functions say."
    ]
    if deployment.chosen.domain and not deployment.chosen.zone:
        lines.append(f"Point {deployment.chosen.domain} there: CNAME {deployment.outputs['DistributionDomain']}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

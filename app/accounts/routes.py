"""Accounts and logins over HTTP: read the body, do the slow hashing, then one transaction. No rule lives here."""

from fastapi import Request, Response, status

from app.accounts.authentication import ActorDep, ResourcesDep, address_of
from app.accounts.credentials import ADDRESSES, Credential, credential_for, hash_of
from app.accounts.endings import AccountEndings
from app.accounts.logins import end_login, end_other_logins, list_logins
from app.accounts.password_rules import require_uncommon
from app.accounts.personal import Personal, personal_of
from app.accounts.profile import change_password, change_profile, erase, read_profile
from app.accounts.registration import Applicant, log_in, register
from app.accounts.schemas import (
    AccountAnswer,
    EraseIn,
    LoginAnswer,
    LoginIn,
    LoginOut,
    PasswordIn,
    ProfileIn,
    RegisterAnswer,
    RegisterIn,
    account_out,
    login_out,
)
from app.accounts.step_up import present_credential
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page
from app.resources import Resources
from app.security.erasures import keep
from app.security.rate_limit import (
    LOGIN_ANYWHERE,
    LOGIN_PER_ACCOUNT,
    LOGIN_PER_ADDRESS,
    REGISTER_PER_ADDRESS,
)

router = Doors()

# T40: nothing of this person may stay behind in a browser that somebody else uses next.
FORGET_HERE = {"Clear-Site-Data": '"cache", "storage"'}


@router.post(
    "/accounts",
    operation_id="registerAccount",
    tags=["accounts"],
    summary="Make an account and log in",
    status_code=status.HTTP_201_CREATED,
    responses=problems(429),
)
async def register_account(body: RegisterIn, request: Request, resources: ResourcesDep) -> RegisterAnswer:
    """Make an account and begin its first login.

    An address is not proof of who you are, so the answer never tells whether it was seen before. The same
    address with the same password logs in to the account that exists; with another password it is a new account.
    """
    await resources.limiter.hit(REGISTER_PER_ADDRESS, address_of(request))
    require_uncommon(body.password, own=(body.email, body.name), pointer="/body/password")
    credential = await _slow_credential(resources, request, email=body.email, password=body.password)
    personal = Personal(name=body.name, email=body.email, locale=body.locale, timezone=body.timezone)
    applicant = Applicant(credential=credential, personal=personal, label=body.label)
    at, keyring = resources.clock.now(), resources.keyring
    login, profile = await resources.database.write(
        lambda uow: register(
            uow, keyring, applicant=applicant, at=at, ids=resources.ids, endings=resources.hooks.of(AccountEndings)
        )
    )
    return RegisterAnswer(account=account_out(profile), token=login.token, expires_at=login.expires_at)


@router.post(
    "/logins",
    operation_id="logIn",
    tags=["logins"],
    summary="Log in",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 429),
)
async def post_login(body: LoginIn, request: Request, resources: ResourcesDep) -> LoginAnswer:
    """Begin a login. An unknown address and a wrong password are the same answer after the same work."""
    await resources.limiter.hit(LOGIN_PER_ADDRESS, address_of(request))
    credential = await _slow_credential(resources, request, email=body.email, password=body.password)
    at, keyring = resources.clock.now(), resources.keyring
    login = await resources.database.write(
        lambda uow: log_in(
            uow,
            keyring,
            credential=credential,
            label=body.label,
            at=at,
            ids=resources.ids,
            endings=resources.hooks.of(AccountEndings),
        )
    )
    return LoginAnswer(token=login.token, expires_at=login.expires_at)


@router.get(
    "/logins",
    operation_id="listLogins",
    tags=["logins"],
    summary="Your logins",
    responses=problems(400, 401),
)
async def get_logins(
    actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[LoginOut]:
    """List where you are logged in. Only you see this, and it says nothing about devices beyond your own labels."""
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(
        lambda db: list_logins(db, actor, keyring=keyring, at=at, limit=limit, cursor=cursor)
    )
    return Page(
        data=[login_out(login) for login in found.items], next_cursor=found.next_cursor, has_more=found.has_more
    )


@router.delete(
    "/logins",
    operation_id="endOtherLogins",
    tags=["logins"],
    summary="End all other logins",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401),
)
async def delete_other_logins(actor: ActorDep, resources: ResourcesDep) -> None:
    """End every login but this one; what they still have open is closed within a second."""
    await resources.database.write(lambda uow: end_other_logins(uow, actor, endings=resources.hooks.of(AccountEndings)))


@router.delete(
    "/logins/current",
    operation_id="logOut",
    tags=["logins"],
    summary="Log out",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401),
)
async def delete_current_login(actor: ActorDep, resources: ResourcesDep) -> Response:
    """End this login, and ask the browser to forget what it kept."""
    await resources.database.write(
        lambda uow: end_login(uow, actor, login_id=actor.login_id, endings=resources.hooks.of(AccountEndings))
    )
    return Response(status_code=status.HTTP_204_NO_CONTENT, headers=FORGET_HERE)


@router.delete(
    "/logins/{login_id}",
    operation_id="endLogin",
    tags=["logins"],
    summary="End one login",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_login(login_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """End one of your logins."""
    await resources.database.write(
        lambda uow: end_login(uow, actor, login_id=login_id, endings=resources.hooks.of(AccountEndings))
    )


@router.get("/me", operation_id="readMe", tags=["accounts"], summary="Your account", responses=problems(401))
async def get_me(actor: ActorDep, resources: ResourcesDep) -> AccountAnswer:
    """Read your own account."""
    found = await resources.database.read(lambda db: read_profile(db, resources.keyring, account_id=actor.account_id))
    return AccountAnswer(account=account_out(found))


@router.patch("/me", operation_id="changeMe", tags=["accounts"], summary="Change your account", responses=problems(401))
async def patch_me(body: ProfileIn, actor: ActorDep, resources: ResourcesDep) -> AccountAnswer:
    """Change what you send and nothing else. Your partner sees the name; the rest is yours alone."""
    changes = body.changed_fields()
    found = await resources.database.write(
        lambda uow: change_profile(uow, actor, keyring=resources.keyring, changes=changes)
    )
    return AccountAnswer(account=account_out(found))


@router.delete(
    "/me",
    operation_id="eraseMe",
    tags=["accounts"],
    summary="Erase your account",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 403, 429),
)
async def delete_me(body: EraseIn, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Erase your account at once. Your words can be read by nobody afterwards, and this cannot be undone.

    You leave every couple, all logins end, and the address can be used anew. What you and your partner both
    agreed on is not yours alone: your partner can still read it, and your name in it becomes "former partner".
    """
    current = await present_credential(resources, actor.account_id, body.password)
    at, keyring = resources.clock.now(), resources.keyring
    await resources.database.write(
        lambda uow: erase(
            uow, actor, current=current, keyring=keyring, at=at, endings=resources.hooks.of(AccountEndings)
        )
    )
    # T36: not only here, but in what a restored backup is held against.
    await keep(resources.database, resources.ledger)
    return Response(status_code=status.HTTP_204_NO_CONTENT, headers=FORGET_HERE)


@router.post(
    "/me/password",
    operation_id="changePassword",
    tags=["accounts"],
    summary="Change your password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 403, 429),
)
async def post_password(body: PasswordIn, actor: ActorDep, resources: ResourcesDep) -> None:
    """Change the password. Every other login ends, and what it still has open is closed within a second."""
    own = await resources.database.read(lambda db: personal_of(db, resources.keyring, account_id=actor.account_id))
    require_uncommon(body.new, own=(own.email, own.name), pointer="/body/new")
    current = await present_credential(resources, actor.account_id, body.current)
    new = await credential_for(
        own.email, body.new, passwords=resources.passwords, keyed=resources.keyed_hash(ADDRESSES)
    )
    await resources.database.write(
        lambda uow: change_password(uow, actor, current=current, new=new, endings=resources.hooks.of(AccountEndings))
    )


async def _slow_credential(resources: Resources, request: Request, *, email: str, password: str) -> Credential:
    """Within the quotas of the address, because registering answers as much about a password as logging in does.

    The narrow quota also counts by where it comes from: otherwise anybody could keep a person from logging in.
    """
    keyed = resources.keyed_hash(ADDRESSES)
    hashed = hash_of(email, keyed=keyed)
    await resources.limiter.hit(LOGIN_PER_ACCOUNT, hashed, address_of(request))
    await resources.limiter.hit(LOGIN_ANYWHERE, hashed)
    return await credential_for(email, password, passwords=resources.passwords, keyed=keyed)

"""Identity's pages: the way in, one's own account, and other people's."""

from fastapi import APIRouter

from app.identity.pages import account, entering, people

pages = APIRouter(tags=["identity"], include_in_schema=False)
for part in (entering, account, people):
    pages.include_router(part.router)

"""All doors of one person's own pages, in the order of the documentation."""

from fastapi import APIRouter

from app.journal import step_back_routes

router = APIRouter()
router.include_router(step_back_routes.router)

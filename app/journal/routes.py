"""All doors of one person's own pages, in the order of the documentation."""

from app.journal import ahead_routes, entry_routes, note_routes, step_back_routes, week_routes

routers = tuple(part.router for part in (entry_routes, ahead_routes, week_routes, note_routes, step_back_routes))

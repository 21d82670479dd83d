"""Addresses of the catalogue."""

from django.urls import path

from .alerts import views as alerts
from .corrections import views as corrections
from .web.api import views as api
from .web.files import calendars, changelogs, comparisons, exports, feeds, pictures
from .web.pages import calendar, changelog, choice, fitting, gallery, sitemaps, views
from .words import Follows

API = {
    "schema": (api.Schema, "api_schema"),
    "programmes": (api.Programmes, "api_programmes"),
    "programmes/<slug:slug>": (api.OneProgramme, "api_programme"),
    "facts": (api.Facts, "api_facts"),
    "facets": (api.Facets, "api_facets"),
    "events": (api.Events, "api_events"),
    "changes": (api.Changes, "api_changes"),
    "organisations": (api.Organisations, "api_organisations"),
    "organisations/<slug:slug>": (api.OneOrganisation, "api_organisation"),
    "sources": (api.Sources, "api_sources"),
    "sources/<slug:slug>": (api.OneSource, "api_source"),
}

TOUCH_ICON = "img/apple-touch-icon.png"

urlpatterns = [
    path("", views.home, name="home"),
    path("programmes/", views.catalogue, name="catalogue"),
    path("suggest/", views.suggest, name="suggest"),
    path("programmes.csv", exports.programmes_csv, name="programmes_csv"),
    path("facts.csv", exports.facts_csv, name="facts_csv"),
    path("programmes.json", api.Programmes.as_view(schema=None), name="programmes_json"),
    path("programmes.atom", feeds.programmes_atom, name="programmes_atom"),
    path("programmes.xlsx", exports.programmes_xlsx, name="programmes_xlsx"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("programmes/<slug:slug>.json", api.OneProgramme.as_view(schema=None)),
    path("programmes/<slug:slug>.png", pictures.programme_picture, name="programme_picture"),
    path("programmes/<slug:slug>/questions/", choice.questions, name="questions"),
    path("changes/", changelog.changes, name="changes"),
    path("changes.atom", changelogs.changes_atom, name="changes_atom"),
    path("changes.csv", changelogs.changes_csv, name="changes_csv"),
    path("changes.json", api.Changes.as_view(schema=None), name="changes_json"),
    path("list/", choice.own_list, name="list"),
    path("fit/", fitting.fitting, name="fit"),
    path("compare/", choice.comparison, name="compare"),
    path("compare.csv", comparisons.comparison_csv, name="compare_csv"),
    path("compare.xlsx", comparisons.comparison_xlsx, name="compare_xlsx"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("events/", calendar.calendar, name="events"),
    path("events.ics", calendars.events_ics, name="events_ics"),
    path("events.csv", calendars.events_csv, name="events_csv"),
    path("events.xlsx", calendars.events_xlsx, name="events_xlsx"),
    path("events.json", api.Events.as_view(schema=None), name="events_json"),
    path("events.atom", calendars.events_atom, name="events_atom"),
    path("events/<slug:slug>/", calendar.event, name="event"),
    path("events/<slug:slug>.ics", calendars.event_ics, name="event_ics"),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("corrections/", corrections.message, name="corrections"),
    path("corrections/state/", corrections.state, name="correction_state"),
    path("alerts/", alerts.follow, name="alerts"),
    path("alerts/events/", alerts.follow, {"follows": Follows.EVENTS}, name="alerts_events"),
    path("alerts/asked/", alerts.asked, name="alert_asked"),
    path("alerts/confirm/", alerts.confirm, name="alert_confirm"),
    path("alerts/manage/", alerts.manage, name="alert_manage"),
    path("alerts/unsubscribe/", alerts.unsubscribe, name="alert_unsubscribe"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("data/", views.open_data, name="data"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("llms.txt", sitemaps.llms, name="llms"),
    path("api/", api.reference, name="api"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("favicon.ico", views.icon, {"file": "img/favicon.ico"}),
    path("apple-touch-icon.png", views.icon, {"file": TOUCH_ICON}),
    path("apple-touch-icon-precomposed.png", views.icon, {"file": TOUCH_ICON}),
    path("low-vision/", views.low_vision, name="low_vision"),
]
for route, (view, name) in API.items():
    # the description names the address without a slash; with one it is the same
    urlpatterns += [
        path(f"api/v1/{route}", view.as_view(), name=name),
        path(f"api/v1/{route}/", view.as_view(schema=None)),
    ]

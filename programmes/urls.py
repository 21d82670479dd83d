"""Addresses of the catalogue."""

from django.urls import path

from . import exports, views

urlpatterns = [
    path("", views.home, name="home"),
    path("programmes/", views.catalogue, name="catalogue"),
    path("suggest/", views.suggest, name="suggest"),
    path("programmes.csv", exports.programmes_csv, name="programmes_csv"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("low-vision/", views.low_vision, name="low_vision"),
]

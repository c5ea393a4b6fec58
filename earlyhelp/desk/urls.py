from django.urls import path

from earlyhelp.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.Today.as_view(), name="today"),
    path("help", views.Statement.as_view(template_name="desk/help.html"), name="help"),
    path("privacy/", views.Privacy.as_view(), name="privacy"),
    path("accessibility", views.Statement.as_view(template_name="desk/accessibility.html"), name="accessibility"),
]

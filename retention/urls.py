from django.urls import path

app_name = "retention"
urlpatterns: list = []

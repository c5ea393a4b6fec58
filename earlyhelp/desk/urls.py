from django.urls import path

from earlyhelp.desk import asked, doubts, processing, promises, views

app_name = "desk"
urlpatterns = [
    path("", views.Today.as_view(), name="today"),
    path("help", views.Statement.as_view(template_name="desk/help.html"), name="help"),
    path("privacy/", views.Privacy.as_view(), name="privacy"),
    path("dpo/asked", asked.Asked.as_view(), name="asked"),
    path("dpo/processing", processing.Processing.as_view(), name="processing"),
    path("dpo/promises/", promises.Promises.as_view(), name="promises"),
    path("dpo/doubts", doubts.Doubts.as_view(), name="doubts"),
    path("dpo/promises/<str:code>", promises.OnePromise.as_view(), name="promise"),
    path("dpo/promises/<str:code>/owner", promises.AnswerPromise.as_view(), name="answer_promise"),
    path("accessibility", views.Statement.as_view(template_name="desk/accessibility.html"), name="accessibility"),
]

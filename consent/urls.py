from django.urls import path

from consent.views import concerns, privacy

app_name = "consent"
urlpatterns = [
    path("cases/<str:reference>/privacy", privacy.Privacy.as_view(), name="privacy"),
    path("cases/<str:reference>/privacy/told", privacy.GiveNotice.as_view(), name="give_notice"),
    path("cases/<str:reference>/privacy/agreement", privacy.RecordAgreement.as_view(), name="record_agreement"),
    path("cases/<str:reference>/privacy/consent", privacy.RecordConsent.as_view(), name="record_consent"),
    path(
        "cases/<str:reference>/privacy/consent/<uuid:consent>/withdraw",
        privacy.WithdrawConsent.as_view(),
        name="withdraw_consent",
    ),
    path("cases/<str:reference>/privacy/concern", concerns.RecordConcern.as_view(), name="record_concern"),
    path("dpo/concerns/", concerns.Concerns.as_view(), name="concerns"),
    path("dpo/concerns/new", concerns.LogConcern.as_view(), name="log_concern"),
    path("dpo/concerns/<uuid:concern>", concerns.ConcernPage.as_view(), name="concern"),
    path("dpo/concerns/<uuid:concern>/acknowledge", concerns.Acknowledge.as_view(), name="acknowledge_concern"),
    path("dpo/concerns/<uuid:concern>/answer", concerns.Answer.as_view(), name="answer_concern"),
    path("dpo/concerns/<uuid:concern>/close", concerns.Close.as_view(), name="close_concern"),
    path("dpo/concerns/<uuid:concern>/owner", concerns.HandOver.as_view(), name="hand_over_concern"),
]

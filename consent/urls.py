from django.urls import path

from consent.views import privacy

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
]

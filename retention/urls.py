from django.urls import path

from retention.views import clocks, disposal, holds

app_name = "retention"
urlpatterns = [
    path("records/", clocks.Records.as_view(), name="records"),
    path("records/reviews/<str:batch>/", disposal.BatchPage.as_view(), name="batch"),
    path("records/reviews/<str:batch>/approve", disposal.Approve.as_view(), name="approve"),
    path("records/reviews/<str:batch>/abort", disposal.Abort.as_view(), name="abort"),
    path("records/holds/", holds.Holds.as_view(), name="holds"),
    path("records/holds/new", holds.PlaceHold.as_view(), name="place_hold"),
    path("records/holds/<uuid:hold>/release", holds.ReleaseHold.as_view(), name="release_hold"),
    path("records/certificates/", disposal.Certificates.as_view(), name="certificates"),
    path("records/certificates/<uuid:certificate>", disposal.CertificatePage.as_view(), name="certificate"),
    path("cases/<str:reference>/retention", clocks.CaseRetention.as_view(), name="case_retention"),
]

from django.urls import path

from sharing.views import check, disclosures, extracts, log

app_name = "sharing"
urlpatterns = [
    path("cases/<str:reference>/sharing", disclosures.CaseDisclosures.as_view(), name="case_disclosures"),
    path("cases/<str:reference>/sharing/new", disclosures.RecordDisclosure.as_view(), name="record"),
    path("cases/<str:reference>/sharing/<uuid:draft>/check", check.CheckDisclosure.as_view(), name="check"),
    path("dpo/disclosures/", log.Log.as_view(), name="log"),
    path("dpo/disclosures/file", log.LogFile.as_view(), name="log_file"),
    path("dpo/disclosures/pictures", log.Pictures.as_view(), name="pictures"),
    path("dpo/disclosures/<uuid:disclosure>", log.DisclosurePage.as_view(), name="disclosure"),
    path("dpo/extracts/", extracts.Extracts.as_view(), name="extracts"),
    path("dpo/extracts/new/<str:study>", extracts.SpecifyExtract.as_view(), name="specify_extract"),
    path("dpo/extracts/<uuid:extract>", extracts.ExtractPage.as_view(), name="extract"),
    path("dpo/extracts/<uuid:extract>/approve", extracts.ApproveExtract.as_view(), name="approve_extract"),
    path("dpo/extracts/<uuid:extract>/end", extracts.EndExtract.as_view(), name="end_extract"),
]

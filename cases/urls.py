from django.urls import path

from cases.views import allocation, case, closure, notes, referrals

app_name = "cases"
urlpatterns = [
    path("referrals/", referrals.MyReferrals.as_view(), name="my_referrals"),
    path("referrals/new", referrals.NewReferral.as_view(), name="new_referral"),
    path("referrals/drafts/<uuid:draft>/people", referrals.ReferralPeople.as_view(), name="referral_people"),
    path("referrals/drafts/<uuid:draft>/story", referrals.ReferralStory.as_view(), name="referral_story"),
    path("referrals/<str:reference>/sent", referrals.ReferralSent.as_view(), name="referral_sent"),
    path("hub/queue", allocation.Queue.as_view(), name="queue"),
    path("cases/", case.Cases.as_view(), name="cases"),
    path("cases/<str:reference>/", case.CasePageView.as_view(), name="case"),
    path("cases/<str:reference>/allocate", allocation.Allocate.as_view(), name="allocate"),
    path("cases/<str:reference>/notes/new", notes.AddNote.as_view(), name="add_note"),
    path("cases/<str:reference>/close", closure.CloseCase.as_view(), name="close"),
]

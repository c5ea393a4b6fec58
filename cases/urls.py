from django.urls import path

from cases.views import allocation, assessments, case, closure, notes, plans, referral_drafts, referrals, search

app_name = "cases"
urlpatterns = [
    path("referrals/", referrals.MyReferrals.as_view(), name="my_referrals"),
    path("referrals/new", referrals.NewReferral.as_view(), name="new_referral"),
    path("referrals/<uuid:draft>/", referral_drafts.ReferralTasks.as_view(), name="referral_tasks"),
    path("referrals/<uuid:draft>/origin", referral_drafts.ReferralOrigin.as_view(), name="referral_origin"),
    path("referrals/<uuid:draft>/people", referral_drafts.ReferralPeople.as_view(), name="referral_people"),
    path(
        "referrals/<uuid:draft>/people/<str:number>", referral_drafts.ReferralPerson.as_view(), name="referral_person"
    ),
    path(
        "referrals/<uuid:draft>/people/<str:number>/remove",
        referral_drafts.RemovePerson.as_view(),
        name="referral_remove_person",
    ),
    path("referrals/<uuid:draft>/match", referral_drafts.ReferralMatch.as_view(), name="referral_match"),
    path("referrals/<uuid:draft>/told", referral_drafts.ReferralTold.as_view(), name="referral_told"),
    path("referrals/<uuid:draft>/story", referral_drafts.ReferralStory.as_view(), name="referral_story"),
    path("referrals/<uuid:draft>/help", referral_drafts.ReferralHelp.as_view(), name="referral_help"),
    path("referrals/<uuid:draft>/check", referral_drafts.ReferralCheck.as_view(), name="referral_check"),
    path("referrals/<uuid:draft>/delete", referral_drafts.DiscardReferral.as_view(), name="referral_delete"),
    path("referrals/<str:reference>/sent", referrals.ReferralSent.as_view(), name="referral_sent"),
    path("search", search.Search.as_view(), name="search"),
    path("search/r/<str:token>", search.Found.as_view(), name="found"),
    path("hub/queue", allocation.Queue.as_view(), name="queue"),
    path("cases/", case.Cases.as_view(), name="cases"),
    path("cases/<str:reference>/", case.CasePageView.as_view(), name="case"),
    path("cases/<str:reference>/allocate", allocation.Allocate.as_view(), name="allocate"),
    path("cases/<str:reference>/notes/new", notes.AddNote.as_view(), name="add_note"),
    path("cases/<str:reference>/assessment/", assessments.Assessments.as_view(), name="assessments"),
    path("cases/<str:reference>/assessment/<int:number>/", assessments.OneAssessment.as_view(), name="assessment"),
    path("cases/<str:reference>/assessment/<int:number>/compare", assessments.Compare.as_view(), name="compare"),
    path(
        "cases/<str:reference>/assessment/<int:number>/sections/<uuid:section>",
        assessments.EditSection.as_view(),
        name="assessment_section",
    ),
    path("cases/<str:reference>/assessment/<int:number>/hand-in", assessments.HandIn.as_view(), name="hand_in"),
    path("cases/<str:reference>/assessment/<int:number>/return", assessments.GiveBack.as_view(), name="give_back"),
    path("cases/<str:reference>/assessment/<int:number>/sign", assessments.Sign.as_view(), name="sign"),
    path("cases/<str:reference>/plan", plans.Plan.as_view(), name="plan"),
    path("cases/<str:reference>/plan/copy", plans.FamilyCopy.as_view(), name="family_copy"),
    path("cases/<str:reference>/plan/outcomes/new", plans.AddOutcome.as_view(), name="add_outcome"),
    path("cases/<str:reference>/plan/outcomes/<uuid:outcome>/end", plans.EndOutcome.as_view(), name="end_outcome"),
    path("cases/<str:reference>/plan/actions/new", plans.AddAction.as_view(), name="add_action"),
    path("cases/<str:reference>/plan/actions/<uuid:action>/end", plans.EndAction.as_view(), name="end_action"),
    path("cases/<str:reference>/plan/reviews/new", plans.HoldReview.as_view(), name="hold_review"),
    path("cases/<str:reference>/close", closure.CloseCase.as_view(), name="close"),
]

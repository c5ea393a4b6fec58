from django.urls import path

from access.views import (
    duty,
    invitations,
    notifications,
    partners,
    readings,
    security_events,
    session,
    sessions,
    setting_changes,
    setting_decisions,
    settings,
    staff,
)

app_name = "access"
urlpatterns = [
    path("account/stay", session.Stay.as_view(), name="stay"),
    path("account/sessions/", sessions.Sessions.as_view(), name="sessions"),
    path("account/duty", duty.AcceptDuty.as_view(), name="duty"),
    path("notifications", notifications.NewsList.as_view(), name="news_list"),
    path("notifications/<uuid:news_key>", notifications.OpenNews.as_view(), name="news"),
    path("settings/", settings.SettingsPage.as_view(), name="settings"),
    path("settings/history", settings.SettingsHistory.as_view(), name="settings_history"),
    path("settings/readings", readings.Readings.as_view(), name="readings"),
    path("settings/readings/<slug:entry>/new", setting_changes.EnterReading.as_view(), name="enter_reading"),
    path(
        "settings/readings/<uuid:reading>/withdraw", setting_changes.WithdrawReading.as_view(), name="withdraw_reading"
    ),
    path("settings/changes/<uuid:change>", setting_decisions.ChangePage.as_view(), name="setting_change"),
    path("settings/changes/<uuid:change>/approve", setting_decisions.ApproveSetting.as_view(), name="approve_setting"),
    path("settings/changes/<uuid:change>/refuse", setting_decisions.RefuseSetting.as_view(), name="refuse_setting"),
    path("settings/changes/<uuid:change>/back", setting_decisions.TakeBackSetting.as_view(), name="take_back_setting"),
    path("settings/<slug:group>/", settings.SettingsGroup.as_view(), name="settings_group"),
    path("settings/set/<slug:what>/<slug:entry>/new", setting_changes.ProposeSetting.as_view(), name="propose_setting"),
    path("settings/set/<slug:what>/<slug:entry>/end", setting_changes.EndSetting.as_view(), name="end_setting"),
    path("dpo/security-events/", security_events.SecurityEvents.as_view(), name="security_events"),
    path("staff/", staff.StaffList.as_view(), name="staff"),
    path("staff/new", staff.AddStaff.as_view(), name="add_staff"),
    path("staff/duty/", duty.DutyList.as_view(), name="duty_list"),
    path("staff/partners/", partners.Partners.as_view(), name="partners"),
    path("staff/partners/new", partners.AddPartner.as_view(), name="add_partner"),
    path("staff/partners/<uuid:organisation>/terms", partners.AcceptTerms.as_view(), name="accept_terms"),
    path("staff/partners/<uuid:organisation>/end", partners.EndPartner.as_view(), name="end_partner"),
    path("staff/<uuid:staff>/", staff.ChangeStaff.as_view(), name="change_staff"),
    path("staff/<uuid:staff>/invitation", invitations.InvitationPage.as_view(), name="invitation"),
    path("account/invited/<str:token>/", invitations.Invited.as_view(), name="invited"),
]

from django.urls import path

from access.views import notifications, readings, session, staff

app_name = "access"
urlpatterns = [
    path("account/stay", session.Stay.as_view(), name="stay"),
    path("notifications", notifications.NewsList.as_view(), name="news_list"),
    path("notifications/<uuid:news_key>", notifications.OpenNews.as_view(), name="news"),
    path("settings/readings", readings.Readings.as_view(), name="readings"),
    path("settings/readings/<slug:key>/new", readings.EnterReading.as_view(), name="enter_reading"),
    path("settings/readings/<uuid:reading>/withdraw", readings.WithdrawReading.as_view(), name="withdraw_reading"),
    path("staff/", staff.StaffList.as_view(), name="staff"),
    path("staff/new", staff.AddStaff.as_view(), name="add_staff"),
    path("staff/<uuid:staff>/", staff.ChangeStaff.as_view(), name="change_staff"),
]

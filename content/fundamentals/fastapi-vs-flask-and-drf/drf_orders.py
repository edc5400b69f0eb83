from django.conf import settings

settings.configure(
    DEBUG=True,
    ROOT_URLCONF=__name__,
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
)

from django.core.asgi import get_asgi_application  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


# region views
async def django_orders(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"orders": [12]})


class DrfOrders(APIView):
    async def get(self, request: Request) -> Response:  # point
        return Response({"orders": [12]})


urlpatterns = [path("django/", django_orders), path("drf/", DrfOrders.as_view())]
app = get_asgi_application()
# endregion

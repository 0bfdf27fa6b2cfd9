/* Shows the OpenAPI document of this host. */
"use strict";

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null, /* else it would ask another host */
  persistAuthorization: false,
});

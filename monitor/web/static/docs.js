// Draws the interface's documentation from /openapi.json, with the copy of Swagger UI beside this file.
"use strict";

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  // Requests are signed by a till's key, so they cannot be tried from a page; and no page asks another server.
  supportedSubmitMethods: [],
  validatorUrl: null,
});

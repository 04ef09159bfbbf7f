// Made from the route table by "make generate". Do not edit.
// The shape is that of openapi-typescript, which openapi-fetch takes.

export interface paths {
  "/.well-known/authzen-configuration": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Authzen configuration */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AuthzenMetadata"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/access/v1/evaluation": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Evaluate one */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AccessBody"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Evaluation"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/access/v1/evaluations": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Evaluate many */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AccessBody"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EvaluationsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/access/v1/search/action": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Search actions */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AccessBody"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SearchAnswerAction"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/access/v1/search/resource": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Search resources */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AccessBody"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SearchAnswerResourceFound"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/access/v1/search/subject": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Search subjects */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AccessBody"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SearchAnswerSubject"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/docs": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Show the API */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "text/html": string } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/openapi.json": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Describe the API */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OpenAPI"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/status": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Status */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["StatusAnswer"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/account-recovery/send-email": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Begin recovery */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["BeginRecoveryRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/account-recovery/verify-email": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Recover account */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RecoverRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["RecoveryAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/additional-privilege/identity": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List privileges */
    get: {
      parameters: {
        query?: { identityId?: string; projectId?: string; projectSlug?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete privilege */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["DeletePrivilegeRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update privilege */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdatePrivilegeRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/additional-privilege/identity/permanent": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create permanent privilege */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["PermanentPrivilegeRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/additional-privilege/identity/temporary": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create temporary privilege */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TemporaryPrivilegeRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/additional-privilege/identity/{privilegeSlug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get privilege */
    get: {
      parameters: {
        query?: { identityId?: string; projectId?: string; projectSlug?: string };
        header?: never;
        path: { privilegeSlug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/bootstrap": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Bootstrap */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["BootstrapRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["BootstrapAnswer"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/config": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Read config */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ConfigAnswer"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Edit config */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["EditConfigRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ConfigAnswer"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/admin/operations": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Say how the servers are */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OperationsAnswer"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/signup": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Sign up admin */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SignUpAdminRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["BootstrapAnswer"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/aws-auth/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Method routes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AwsAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Method routes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AwsRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AwsAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Method routes */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AwsAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Method routes */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AwsRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AwsAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/aws-auth/login": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login by request */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RequestLoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized3"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/azure-auth/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Method routes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AzureAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Method routes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AzureRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AzureAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Method routes */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AzureAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Method routes */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AzureRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AzureAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/azure-auth/login": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login by token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TokenLoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized4"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/checkAuth": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Check auth */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/console-link": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login by link */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["LinkLoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AccessTokenAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        421: components["responses"]["MisdirectedRequest"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/gcp-auth/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Method routes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["GcpAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Method routes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["GcpRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["GcpAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Method routes */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["GcpAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Method routes */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["GcpRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["GcpAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/gcp-auth/login": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login by token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TokenLoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized5"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/jwt-auth/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Method routes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["JwtAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Method routes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["JwtRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["JwtAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Method routes */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["JwtAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Method routes */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["JwtRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["JwtAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/jwt-auth/login": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login by token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TokenLoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized6"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/kubernetes-auth/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Method routes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["KubernetesAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Method routes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["KubernetesRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["KubernetesAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Method routes */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["KubernetesAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Method routes */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["KubernetesRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["KubernetesAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/kubernetes-auth/login": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login by token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TokenLoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized7"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/logout": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Logout */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        421: components["responses"]["MisdirectedRequest"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/oidc-auth/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Method routes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OidcAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Method routes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["OidcRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OidcAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Method routes */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OidcAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Method routes */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["OidcRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OidcAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/oidc-auth/login": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login by token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TokenLoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized8"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/token": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Refresh session */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: { content: { "application/json": components["schemas"]["SessionLifetime"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SessionTokenAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        421: components["responses"]["MisdirectedRequest"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/token-auth/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Method routes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TokenAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Method routes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TokenAuthRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TokenAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Method routes */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TokenAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Method routes */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TokenAuthRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TokenAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/token-auth/identities/{identityId}/tokens": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List tokens */
    get: {
      parameters: {
        query?: { limit?: string; offset?: string };
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TokensAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateTokenRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/token-auth/tokens/{tokenId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get token */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { tokenId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TokenAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Rename token */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { tokenId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TokenNameRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TokenAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/token-auth/tokens/{tokenId}/revoke": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Revoke token by id */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { tokenId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/token/renew": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Renew token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["BearerRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest3"];
        401: components["responses"]["Unauthorized9"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/token/revoke": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Revoke token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["BearerRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest3"];
        401: components["responses"]["Unauthorized9"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/universal-auth/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Method routes */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UniversalAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Method routes */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UniversalAuthRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UniversalAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Method routes */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UniversalAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Method routes */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UniversalAuthRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UniversalAuthAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/auth/universal-auth/identities/{identityId}/clear-lockouts": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Clear lockouts */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ClearedLockoutsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/universal-auth/identities/{identityId}/client-secrets": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List client secrets */
    get: {
      parameters: {
        query?: { includeRevoked?: string };
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ClientSecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create client secret */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateClientSecretRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CreatedClientSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/universal-auth/identities/{identityId}/client-secrets/{clientSecretId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get client secret */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string; clientSecretId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ClientSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/universal-auth/identities/{identityId}/client-secrets/{clientSecretId}/revoke": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Revoke client secret */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string; clientSecretId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ClientSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/auth/universal-auth/login": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login universal auth */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UniversalAuthLoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IssuedToken"] } };
        400: components["responses"]["BadRequest3"];
        401: components["responses"]["Unauthorized9"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/ask": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Ask */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AskRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AskAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/bundles": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Publish bundle */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["PublishRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PolicyAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/candidates": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Keep a candidate policy for a while */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["KeptRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["KeptAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/check": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Check policy */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CheckRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CheckAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/compare": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Compare privileges */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CompareRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ComparedAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/decisions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List decisions */
    get: {
      parameters: {
        query?: { projectId?: string; subjectId?: string; subject?: string; action?: string; resource?: string; resourceName?: string; code?: string; permitted?: string; from?: string; to?: string; ip?: string; requestId?: string; stage?: string; policyDigest?: string; route?: string; before?: string; after?: string; limit?: string; offset?: string; count?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DecisionsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/decisions/stream": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Stream decisions */
    get: {
      parameters: {
        query?: { projectId?: string; subjectId?: string; subject?: string; action?: string; resource?: string; resourceName?: string; code?: string; permitted?: string; from?: string; to?: string; ip?: string; requestId?: string; stage?: string; policyDigest?: string; route?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "text/event-stream": components["schemas"]["PolicyDecisionJSON"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/decisions/summary": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Sum decisions */
    get: {
      parameters: {
        query?: { projectId?: string; subjectId?: string; subject?: string; action?: string; resource?: string; resourceName?: string; code?: string; permitted?: string; from?: string; to?: string; ip?: string; requestId?: string; stage?: string; policyDigest?: string; route?: string; bucket?: string; by?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SummaryAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/decisions/{decisionId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get decision */
    get: {
      parameters: {
        query?: { under?: string };
        header?: never;
        path: { decisionId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DecisionAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/decisions/{decisionId}/proof": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Prove decision */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { decisionId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProofAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/decisions/{decisionId}/test": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Decision as a test */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { decisionId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "text/plain": string } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/format": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Format the modules of a policy */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["FormatRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FormatAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/log/checkpoint": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Read checkpoint */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CheckpointAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/matrix": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Access matrix */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["MatrixRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["MatrixAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/policy": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get policy */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PolicyAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/policy/diff": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Compare two policies */
    get: {
      parameters: {
        query?: { from?: string; to?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DiffAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/policy/differences": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Count how a candidate's answers differ over time */
    get: {
      parameters: {
        query?: { bucket?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["DifferencesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/policy/files": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Read all files of the policy in force */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FilesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/policy/rules": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List the rules of the policy in force */
    get: {
      parameters: {
        query?: { hits?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["RulesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/policy/source": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Read a file of the policy in force */
    get: {
      parameters: {
        query?: { file?: string; coverage?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SourceAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/promote": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Promote policy */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["PromoteRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PolicyAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/reasons": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List reasons */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReasonsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/replay": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Replay decisions */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ReplayRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReplayAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/review-reports": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Signed review report */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ReviewReportRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SignedReview"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/rollback": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Roll back policy */
    post: {
      parameters: {
        query?: { digest?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: { content: { "application/json": components["schemas"]["RollbackRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PolicyAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/simulate": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Simulate a request */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SimulateRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SimulateAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/suggested-role": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Suggested role */
    get: {
      parameters: {
        query?: { subjectId?: string; projectId?: string; days?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SuggestedRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/unused-grants": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Unused grants */
    get: {
      parameters: {
        query?: { days?: string; projectId?: string; format?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UnusedGrantsAnswer"]; "text/csv": string } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/what-can": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** What can */
    get: {
      parameters: {
        query?: { subjectType?: string; subjectId?: string; projectId?: string; ip?: string; format?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WhatCanAnswer"]; "text/csv": string } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/authz/who-can": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Who can */
    get: {
      parameters: {
        query?: { action?: string; resource?: string; resourceId?: string; projectId?: string; environment?: string; secretPath?: string; secretName?: string; ip?: string; format?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WhoCanAnswer"]; "text/csv": string } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/bot/{project}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get bot */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["BotAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/bot/{project}/active": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Switch bot */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SwitchBotRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["BotAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/folders": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List folders */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; environment?: string; path?: string; directory?: string; recursive?: string; lastSecretModified?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FoldersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create folder */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateFolderRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FolderAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/folders/batch": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Rename folders */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RenameFoldersRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FoldersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/folders/{folder}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get folder */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { folder: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PlacedFolderAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete folder */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { folder: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["DeleteFolderRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FolderAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Rename folder */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { folder: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RenameFolderRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FolderAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/identities": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List identities */
    get: {
      parameters: {
        query?: { limit?: string; offset?: string; orgId?: string; organizationId?: string; search?: string; orderBy?: string; orderDirection?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentitiesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create identity */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateIdentityRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/identities/details": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Identity details */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityDetailsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/identities/search": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Search identities */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SearchIdentitiesRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SearchAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get identity */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgIdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete identity */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update identity */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateIdentityRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/identities/{identityId}/identity-memberships": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List memberships of identity */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["MembershipsOfIdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/invite-org/accept": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Accept invitation */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AcceptInvitationRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AcceptedInvitationAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/invite-org/signup": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Invite user */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["InviteRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["InvitationAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/invite-org/verify": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Verify invitation */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["VerifyInvitationRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["VerifiedInvitationAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/organization": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List organizations */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrganizationsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/organization/accessible-with-sub-orgs": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List organizations */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrganizationsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/organization/audit-logs": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List organization logs */
    get: {
      parameters: {
        query?: { eventType?: string; userAgentType?: string; actor?: string; actorType?: string; startDate?: string; endDate?: string; limit?: string; offset?: string; projectId?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AuditLogsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/organization/roles": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create organization role */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/organization/roles/slug/{roleSlug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get organization role by slug */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { roleSlug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/organization/roles/{roleId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get organization role */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { roleId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete organization role */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { roleId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update organization role */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { roleId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/organization/{org}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get organization */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrganizationAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Update organization */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateOrganizationRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedOrganizationAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/organization/{org}/permissions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Organization permissions */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgPermissionsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/organization/{org}/roles": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List organization roles */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRolesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create organization role */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/organization/{org}/roles/{roleId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Delete organization role */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string; roleId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update organization role */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string; roleId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/organization/{org}/users": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List organization members */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgMembersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/password/email/password-reset": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Begin recovery */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["BeginRecoveryRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/password/email/password-reset-verify": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Recover account */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RecoverRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["RecoveryAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List projects */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create project */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateProjectRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/roles/{roleId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project role alone */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { roleId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/slug/{slug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { slug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Project"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete project */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { slug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Project"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete project */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update project */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateProjectRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/projects/{project}/environments": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create environment */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateEnvironmentRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedEnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/environments/slug/{slug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get environment */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; slug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/environments/{environmentId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get environment */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; environmentId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete environment */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; environmentId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedEnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update environment */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; environmentId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateEnvironmentRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedEnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/projects/{project}/identities": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List project identities */
    get: {
      parameters: {
        query?: { limit?: string; offset?: string };
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectIdentitiesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create project identity */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateProjectIdentityRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project identity */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete project identity */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update project identity */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateProjectIdentityRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/projects/{project}/memberships": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** User members */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Add users with roles */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UsersWithRolesRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembershipsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Remove user members */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["NamedUsersRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembershipsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/memberships/details": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Find user member */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["FindUserMemberRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/memberships/identities": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List members */
    get: {
      parameters: {
        query?: { limit?: string; offset?: string; search?: string; orderBy?: string; orderDirection?: string };
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMembersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/memberships/identities/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get member */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Add identity member */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AddMemberRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMembershipAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Remove member */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMembershipAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Replace roles */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ReplaceRolesRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["RolesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/projects/{project}/memberships/{membershipId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get user member */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; membershipId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Remove user member */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; membershipId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembershipAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Replace user roles */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; membershipId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ReplaceRolesRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["RolesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/projects/{project}/roles": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List project roles */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRolesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create project role */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/roles/slug/{roleSlug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project role */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleSlug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/roles/{roleId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Delete project role */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update project role */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/projects/{project}/tags": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List tags */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TagsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create tag */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TagRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/tags/slug/{tagSlug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get tag by slug */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; tagSlug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/tags/{tagId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get tag */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; tagId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete tag */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; tagId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update tag */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; tagId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TagRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["TagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/projects/{project}/user/{userId}/membership": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get member by user */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; userId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/secret-imports": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List imports */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; environment?: string; path?: string; directory?: string; secretPath?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create import */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateImportRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/secret-imports/secrets": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List imported secrets */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; environment?: string; path?: string; directory?: string; secretPath?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportedAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/secret-imports/{secretImportId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get import */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretImportId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PlacedImportAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete import */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretImportId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["PlaceRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update import */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretImportId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateImportRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/secret-imports/{secretImportId}/replication-resync": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Resync import */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretImportId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["PlaceRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/secret/{secretId}/secret-versions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List secret versions */
    get: {
      parameters: {
        query?: { offset?: string; limit?: string };
        header?: never;
        path: { secretId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretVersionsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/user": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Read user */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List projects */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspacesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/environments/{environmentId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get environment alone */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { environmentId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/slug/{slug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { slug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Project"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete project */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update project */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateProjectRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/workspace/{project}/audit-logs": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List project logs */
    get: {
      parameters: {
        query?: { eventType?: string; userAgentType?: string; actor?: string; actorType?: string; startDate?: string; endDate?: string; limit?: string; offset?: string };
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AuditLogsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/audit-logs-retention": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    /** Set retention */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RetentionRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/audit-logs/filters/actors": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List log actors */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["LogActorsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/auto-capitalization": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Set auto capitalization */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AutoCapitalizationRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/environments": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create environment */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateEnvironmentRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedEnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/environments/slug/{slug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get environment */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; slug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/environments/{environmentId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get environment */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; environmentId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete environment */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; environmentId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedEnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update environment */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; environmentId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateEnvironmentRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedEnvironmentAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/workspace/{project}/key": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Give project key */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["GiveKeyRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/leave": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Leave project */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembershipAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/memberships": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** User members */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Add encrypted members */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["EncryptedMembersRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AddedMembersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/memberships/details": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Find user member */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["FindUserMemberRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/memberships/{membershipId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Remove user member */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; membershipId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembershipAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Replace user roles */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; membershipId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ReplaceRolesRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["RolesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/workspace/{project}/name": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Rename project */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RenameProjectRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/permissions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Project permissions */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectPermissionsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/roles": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List project roles */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRolesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create project role */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/roles/slug/{roleSlug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project role */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleSlug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/roles/{roleId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Delete project role */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update project role */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/workspace/{project}/service-token-data": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List service tokens */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ServiceTokensAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/tags": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List tags */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceTagsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create tag */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TagRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceTagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/tags/slug/{tagSlug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get tag by slug */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; tagSlug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceTagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/tags/{tagId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get tag */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; tagId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceTagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete tag */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; tagId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceTagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update tag */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; tagId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TagRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspaceTagAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/workspace/{project}/trusted-ips": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List project i ps */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectIPsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Add project IP */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ProjectIPRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectIPAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/trusted-ips/{trustedIpId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Delete project IP */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; trustedIpId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectIPAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update project IP */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; trustedIpId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ProjectIPRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectIPAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v1/workspace/{project}/users": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** User members */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectUsersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/workspace/{project}/version-limit": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    /** Set version limit */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["VersionLimitRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ChangedProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/folders": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List folders */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; environment?: string; path?: string; directory?: string; recursive?: string; lastSecretModified?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FoldersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create folder */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateFolderRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FolderAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/folders/batch": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Rename folders */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RenameFoldersRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FoldersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v2/folders/{folder}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get folder */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { folder: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PlacedFolderAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete folder */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { folder: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["DeleteFolderRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FolderAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Rename folder */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { folder: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RenameFolderRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["FolderAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v2/identity-project-additional-privilege": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List privileges */
    get: {
      parameters: {
        query?: { identityId?: string; projectId?: string; projectSlug?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create privilege v2 */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreatePrivilegeV2Request"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/identity-project-additional-privilege/slug/{privilegeSlug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get privilege */
    get: {
      parameters: {
        query?: { identityId?: string; projectId?: string; projectSlug?: string };
        header?: never;
        path: { privilegeSlug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/identity-project-additional-privilege/{privilegeId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get privilege by id */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { privilegeId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete privilege by id */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { privilegeId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update privilege v2 */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { privilegeId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdatePrivilegeV2Request"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PrivilegeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v2/organizations": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create organization */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateOrganizationRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrganizationAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/organizations/{org}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Delete organization */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrganizationAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/organizations/{org}/identity-memberships": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List identity memberships */
    get: {
      parameters: {
        query?: { limit?: string; offset?: string; search?: string; orderBy?: string; orderDirection?: string };
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMembershipsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/organizations/{org}/memberships": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List organization members */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgMembersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/organizations/{org}/memberships/{orgMembershipId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get organization member */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string; orgMembershipId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Remove organization member */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string; orgMembershipId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update organization member */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string; orgMembershipId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateOrgMemberRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrgMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v2/organizations/{org}/workspaces": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List projects */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { org: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["WorkspacesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/password/password-reset": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Reset password */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ResetPasswordRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Record<string, never> } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/password/user/password-reset": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Change password */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ChangePasswordRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": Record<string, never> } };
        400: components["responses"]["BadRequest3"];
        401: components["responses"]["Unauthorized9"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/secret-imports": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List imports */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; environment?: string; path?: string; directory?: string; secretPath?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create import */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateImportRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/secret-imports/secrets": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List imported plain */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; environment?: string; path?: string; directory?: string; secretPath?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportedPlainAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/secret-imports/{secretImportId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get import */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretImportId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["PlacedImportAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete import */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretImportId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["PlaceRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update import */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretImportId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateImportRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ImportAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v2/service-token": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Read service token */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OwnServiceToken"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create service token */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateServiceTokenRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CreatedServiceTokenAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/service-token/{serviceTokenId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Delete service token */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { serviceTokenId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ServiceTokenAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/users/me": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Read user */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete user */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/users/me/api-keys": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List API keys */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": (components["schemas"]["ApiKey"])[] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create API key */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateAPIKeyRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CreatedAPIKeyAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/users/me/api-keys/{apiKeyId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Delete API key */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { apiKeyId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ApiKeyAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/users/me/organizations": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List organizations */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["OrganizationsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/users/me/sessions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List sessions */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": (components["schemas"]["Session"])[] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** End sessions */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/workspace": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create project */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateProjectRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/workspace/identity-memberships/{membershipId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get membership alone */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { membershipId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/workspace/{project}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Project"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    /** Delete project */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Project"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update project */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateProjectRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Project"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v2/workspace/{project}/encrypted-key": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project key */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectKey"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/workspace/{project}/identity-memberships": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List members */
    get: {
      parameters: {
        query?: { limit?: string; offset?: string; search?: string; orderBy?: string; orderDirection?: string };
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMembersAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/workspace/{project}/identity-memberships/{identityId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get member */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMemberAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Add identity member */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AddMemberRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMembershipAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Remove member */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["IdentityMembershipAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Replace roles */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; identityId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ReplaceRolesRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["RolesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v2/workspace/{project}/memberships": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Add user members */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["AddUsersRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembershipsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Remove user members */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["NamedUsersRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["UserMembershipsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/workspace/{project}/roles": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List project roles */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRolesAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create project role */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/workspace/{project}/roles/slug/{roleSlug}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get project role */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleSlug: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/workspace/{project}/roles/{roleId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post?: never;
    /** Delete project role */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update project role */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string; roleId: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateRoleRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ProjectRoleAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v3/auth/login": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Login user */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["LoginRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["AccessTokenAnswer"] } };
        400: components["responses"]["BadRequest3"];
        401: components["responses"]["Unauthorized9"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        421: components["responses"]["MisdirectedRequest"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/auth/login1": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Log in by SRP */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/auth/login2": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Log in by SRP */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/auth/select-organization": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Select organization */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SelectOrganizationRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SelectedOrganizationAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/secrets": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List encrypted */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; workspaceSlug?: string; projectSlug?: string; environment?: string; secretPath?: string; type?: string; recursive?: string; include_imports?: string; includeImports?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedListAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/secrets/batch": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create encrypted batch */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["EncryptedBatch"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Delete encrypted batch */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["DeleteEncryptedBatchRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update encrypted batch */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["EncryptedBatch"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v3/secrets/batch/raw": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create secrets */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateBatchRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Delete secrets */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["DeleteBatchRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update secrets */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateBatchRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v3/secrets/move": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Move secrets */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["MoveRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["MoveAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/secrets/raw": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List secrets */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; workspaceSlug?: string; projectSlug?: string; environment?: string; secretPath?: string; type?: string; viewSecretValue?: string; includeImports?: string; include_imports?: string; expandSecretReferences?: string; includePersonalOverrides?: string; recursive?: string; tagSlugs?: string; metadataFilter?: string; asOf?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretListAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/secrets/raw/id/{secretId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get secret by id */
    get: {
      parameters: {
        query?: { viewSecretValue?: string; expandSecretReferences?: string };
        header?: never;
        path: { secretId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/secrets/raw/{secretName}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get secret */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; workspaceSlug?: string; projectSlug?: string; environment?: string; secretPath?: string; type?: string; viewSecretValue?: string; includeImports?: string; include_imports?: string; expandSecretReferences?: string; includePersonalOverrides?: string; version?: string };
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create secret */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateSecretRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Delete secret */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SecretPlace"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update secret */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateSecretRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v3/secrets/tags/{secretName}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Tag secret */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TagSecretRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Untag secret */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TagSecretRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/secrets/{secretName}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get encrypted */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; workspaceSlug?: string; projectSlug?: string; environment?: string; secretPath?: string; type?: string; version?: string; include_imports?: string; includeImports?: string };
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create encrypted */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateEncryptedRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Delete encrypted */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SecretPlace"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update encrypted */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateEncryptedRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v3/signup/complete-account/invite": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Complete account */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CompleteAccountRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["CompletedAccountAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden3"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/signup/complete-account/signup": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Sign up */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SignUpRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/signup/email/signup": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Sign up */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SignUpRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/signup/email/verify": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Sign up */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SignUpRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest"];
        401: components["responses"]["Unauthorized"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/users/me/api-keys": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List API keys */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ApiKeysAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/workspaces/{project}/secrets": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List all encrypted */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["EncryptedSecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/workspaces/{project}/secrets/blind-index-status": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Blind index status */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": boolean } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v3/workspaces/{project}/secrets/names": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Name secrets */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { project: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["NameSecretsRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Message"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v4/secrets": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** List secrets */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; workspaceSlug?: string; projectSlug?: string; environment?: string; secretPath?: string; type?: string; viewSecretValue?: string; includeImports?: string; include_imports?: string; expandSecretReferences?: string; includePersonalOverrides?: string; recursive?: string; tagSlugs?: string; metadataFilter?: string; asOf?: string };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretListAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v4/secrets/batch": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Create secrets */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateBatchRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Delete secrets */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["DeleteBatchRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update secrets */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateBatchRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretsAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v4/secrets/id/{secretId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get secret by id */
    get: {
      parameters: {
        query?: { viewSecretValue?: string; expandSecretReferences?: string };
        header?: never;
        path: { secretId: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v4/secrets/move": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Move secrets */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["MoveRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["MoveAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v4/secrets/{secretName}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get secret */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; workspaceSlug?: string; projectSlug?: string; environment?: string; secretPath?: string; type?: string; viewSecretValue?: string; includeImports?: string; include_imports?: string; expandSecretReferences?: string; includePersonalOverrides?: string; version?: string };
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    /** Create secret */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CreateSecretRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    /** Delete secret */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SecretPlace"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    options?: never;
    head?: never;
    /** Update secret */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["UpdateSecretRequest"] } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["SecretAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden4"];
        404: components["responses"]["NotFound"];
        413: components["responses"]["RequestEntityTooLarge"];
        415: components["responses"]["UnsupportedMediaType"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    trace?: never;
  };
  "/api/v4/secrets/{secretName}/secret-reference-tree": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Get reference tree */
    get: {
      parameters: {
        query?: { workspaceId?: string; projectId?: string; workspaceSlug?: string; projectSlug?: string; environment?: string; secretPath?: string; type?: string };
        header?: never;
        path: { secretName: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["ReferenceTreeAnswer"] } };
        400: components["responses"]["BadRequest2"];
        401: components["responses"]["Unauthorized2"];
        403: components["responses"]["Forbidden2"];
        404: components["responses"]["NotFound"];
        422: components["responses"]["UnprocessableEntity"];
        429: components["responses"]["TooManyRequests"];
        500: components["responses"]["InternalServerError"];
        503: components["responses"]["ServiceUnavailable"];
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    AcceptInvitationRequest: {
      code: string;
      organizationId: string;
    };
    AcceptedInvitationAnswer: {
      membership: components["schemas"]["OrgMembership"];
      message: string;
    };
    AccessAction: {
      name?: string;
      properties?: { [key: string]: unknown };
    };
    AccessBody: {
      action?: components["schemas"]["AccessAction"];
      context?: { [key: string]: unknown };
      evaluations?: (components["schemas"]["AccessBody"])[];
      explain?: boolean;
      options?: {
        evaluations_semantic?: string;
      };
      page?: {
        limit?: number;
        token?: string;
      };
      resource?: components["schemas"]["AccessEntity"];
      subject?: components["schemas"]["AccessEntity"];
    };
    AccessEntity: {
      id?: string;
      properties?: { [key: string]: unknown };
      type?: string;
    };
    AccessTokenAnswer: {
      accessToken: string;
      expiresIn: number;
      organizationId: string | null;
    };
    Action: {
      name: string;
    };
    Actor: {
      id: string;
      name: string;
      type: string;
    };
    AddMemberRequest: {
      role?: string;
      roles?: (components["schemas"]["Assignment"])[];
    };
    AddUsersRequest: {
      emails?: (string)[];
      roleSlugs?: (string)[];
      usernames?: (string)[];
    };
    AddedMembersAnswer: {
      data: (components["schemas"]["OrgMembership"])[];
      success: boolean;
    };
    ApiKey: {
      createdAt: string;
      expiresAt: string | null;
      id: string;
      lastUsed: string | null;
      name: string;
      updatedAt: string;
      userId: string;
    };
    ApiKeyAnswer: {
      apiKeyData: components["schemas"]["ApiKey"];
    };
    ApiKeysAnswer: {
      apiKeyData: (components["schemas"]["ApiKey"])[];
    };
    AskAnswer: {
      results: (components["schemas"]["Asked"])[];
    };
    AskRequest: {
      requests: (components["schemas"]["AskedRequest"])[];
    };
    Asked: {
      error?: components["schemas"]["Problem"];
      key: string;
      missingPermissions?: (components["schemas"]["Missing"])[];
      permitted: boolean;
      reasons: (components["schemas"]["VisibleReason"])[];
    };
    AskedRequest: {
      body?: unknown;
      key: string;
      method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
      path: string;
    };
    Assignment: {
      isTemporary?: boolean;
      role: string;
      temporaryAccessStartTime?: string;
      temporaryMode?: string;
      temporaryRange?: string;
    };
    AuditActor: {
      metadata: { [key: string]: string };
      type: string;
    };
    AuditEvent: {
      metadata: { [key: string]: unknown };
      type: string;
    };
    AuditLog: {
      actor: components["schemas"]["AuditActor"];
      createdAt: string;
      event: components["schemas"]["AuditEvent"];
      expiresAt: string | null;
      id: string;
      ipAddress: string;
      orgId: string;
      projectId: string | null;
      updatedAt: string;
      userAgent: string;
      userAgentType: string;
    };
    AuditLogsAnswer: {
      auditLogs: (components["schemas"]["AuditLog"])[];
    };
    AuthzenMetadata: {
      access_evaluation_endpoint: string;
      access_evaluations_endpoint: string;
      policy_decision_point: string;
      search_action_endpoint: string;
      search_resource_endpoint: string;
      search_subject_endpoint: string;
    };
    AutoCapitalizationRequest: {
      autoCapitalization: boolean;
    };
    AwsAuth: {
      accessTokenMaxTTL: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      accessTokenTrustedIps: (components["schemas"]["TrustedIP"])[];
      allowedAccountIds?: string;
      allowedPrincipalArns?: string;
      createdAt: string;
      id: string;
      identityId: string;
      stsEndpoint?: string;
      type?: string;
      updatedAt: string;
    };
    AwsAuthAnswer: {
      identityAwsAuth: components["schemas"]["AwsAuth"];
    };
    AwsRequest: {
      accessTokenMaxTTL?: number;
      accessTokenNumUsesLimit?: number;
      accessTokenPeriod?: number;
      accessTokenTTL?: number;
      accessTokenTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      allowedAccountIds?: string;
      allowedPrincipalArns?: string;
      stsEndpoint?: string;
    };
    AzureAuth: {
      accessTokenMaxTTL: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      accessTokenTrustedIps: (components["schemas"]["TrustedIP"])[];
      allowedServicePrincipalIds?: string;
      createdAt: string;
      id: string;
      identityId: string;
      resource?: string;
      tenantId?: string;
      updatedAt: string;
    };
    AzureAuthAnswer: {
      identityAzureAuth: components["schemas"]["AzureAuth"];
    };
    AzureRequest: {
      accessTokenMaxTTL?: number;
      accessTokenNumUsesLimit?: number;
      accessTokenPeriod?: number;
      accessTokenTTL?: number;
      accessTokenTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      allowedServicePrincipalIds?: string;
      resource?: string;
      tenantId?: string;
    };
    BareMembership: {
      createdAt: string;
      id: string;
      identityId: string;
      projectId: string;
      updatedAt: string;
    };
    BearerRequest: {
      accessToken: string;
    };
    BeginRecoveryRequest: {
      email: string;
    };
    BootstrapAnswer: {
      identity: components["schemas"]["BootstrapIdentity"];
      message: string;
      organization: components["schemas"]["BootstrapOrganization"];
      user: components["schemas"]["BootstrapUser"];
    };
    BootstrapCredentials: {
      token: string;
    };
    BootstrapIdentity: {
      credentials: components["schemas"]["BootstrapCredentials"];
      id: string;
      name: string;
    };
    BootstrapOrganization: {
      id: string;
      name: string;
      slug: string;
    };
    BootstrapRequest: {
      email: string;
      organization: string;
      password: string;
      setupToken?: string;
    };
    BootstrapUser: {
      email: string;
      firstName: string;
      id: string;
      lastName: string;
      superAdmin: boolean;
      username: string;
    };
    Bot: {
      createdAt: string;
      encryptedProjectKey: string | null;
      encryptedProjectKeyNonce: string | null;
      id: string;
      isActive: boolean;
      name: string;
      projectId: string;
      publicKey: string;
      senderId: string | null;
      updatedAt: string;
    };
    BotAnswer: {
      bot: components["schemas"]["Bot"];
    };
    BotKey: {
      encryptedKey: string;
      nonce: string;
    };
    Bucket: {
      start: string;
      values: { [key: string]: number };
    };
    Candidate: {
      differences: components["schemas"]["Differences"];
      digest: string;
      inForce: boolean;
      percent: number;
      revision: string;
      stage: string;
      tolerance: number;
      widen: boolean;
    };
    CandidateRequest: {
      data?: { [key: string]: unknown };
      modules: { [key: string]: string };
      revision?: string;
    };
    Change: {
      digest: string;
      event: string;
      key: string;
      outcome: string;
      percent: number;
      reason: string;
      revision: string;
      stage: string;
      version: number;
      when: string;
      who: components["schemas"]["Actor"];
    };
    ChangePasswordRequest: {
      newPassword: string;
      oldPassword: string;
    };
    ChangedEnvironmentAnswer: {
      environment: components["schemas"]["Environment"];
      message: string;
      workspace: string;
    };
    ChangedItem: {
      metadata?: null;
      newSecretName?: string;
      secretComment?: string;
      secretKey: string;
      secretMetadata?: (components["schemas"]["SecretsMetadataEntry"])[];
      secretPath?: string;
      secretReminderNote?: string | null;
      secretReminderRecipients?: null;
      secretReminderRepeatDays?: number | null;
      secretValue?: string;
      skipMultilineEncoding?: boolean;
      tagIds?: (string)[];
      type?: "shared" | "personal";
    };
    ChangedOrganizationAnswer: {
      message: string;
      organization: components["schemas"]["Organization"];
    };
    ChangedProjectAnswer: {
      message: string;
      workspace: components["schemas"]["Project"] | null;
    };
    CheckAnswer: {
      coverage?: { [key: string]: components["schemas"]["LineCoverage"] };
      findings: (components["schemas"]["Finding"])[];
      passed: boolean;
      tests?: (components["schemas"]["PolicyTest"])[];
    };
    CheckRequest: {
      files: { [key: string]: string };
      tests?: boolean;
    };
    CheckpointAnswer: {
      checkpoint: string;
      key: string;
    };
    ClearedLockoutsAnswer: {
      deleted: number;
    };
    ClientSecret: {
      clientSecretNumUses: number;
      clientSecretNumUsesLimit: number;
      clientSecretPrefix: string;
      clientSecretTTL: number;
      createdAt: string;
      description: string;
      expiresAt: string | null;
      id: string;
      identityUAId: string;
      isClientSecretRevoked: boolean;
      lastUsedAt: string | null;
      revokedAt: string | null;
      state: string;
      updatedAt: string;
    };
    ClientSecretAnswer: {
      clientSecretData: components["schemas"]["ClientSecret"];
    };
    ClientSecretsAnswer: {
      clientSecretData: (components["schemas"]["ClientSecret"])[];
    };
    CompareRequest: {
      decisionId?: string;
      left?: components["schemas"]["ComparedRequest"];
      projectId?: string;
      right?: components["schemas"]["ComparedRequest"];
    };
    ComparedAnswer: {
      assumed: components["schemas"]["ComparedAssumed"];
      complete: boolean;
      contained: boolean;
      left: components["schemas"]["ComparedSide"];
      missing: (components["schemas"]["Shortfall"])[];
      policy: components["schemas"]["Revision"];
      right: components["schemas"]["ComparedSide"];
      unproved: (components["schemas"]["Shortfall"])[];
    };
    ComparedAssumed: {
      decisionId?: string;
      time: string;
    };
    ComparedGrant: {
      ends: string | null;
      grant: string;
      name: string;
      projectId: string | null;
      projectName?: string;
    };
    ComparedLine: {
      after: number;
      before: number;
      text: string;
    };
    ComparedRequest: {
      permissions?: (unknown)[];
      role?: string;
      subject?: components["schemas"]["SubjectRequest"];
    };
    ComparedSide: {
      grants: (components["schemas"]["ComparedGrant"])[];
      name: string;
      subject?: components["schemas"]["SubjectRef"];
    };
    CompleteAccountRequest: {
      email: string;
      encryptedPrivateKey?: string;
      encryptedPrivateKeyIV?: string;
      encryptedPrivateKeyTag?: string;
      firstName: string;
      lastName?: string;
      password: string;
      protectedKey?: string;
      protectedKeyIV?: string;
      protectedKeyTag?: string;
      publicKey?: string;
      ttl?: number;
    };
    CompletedAccountAnswer: {
      expiresIn: number;
      message: string;
      organizationId: string | null;
      token: string;
      user: components["schemas"]["User"];
    };
    Config: {
      allowSignUp: boolean;
      allowedSignUpDomain: string | null;
      defaultAuthOrgId: string | null;
      defaultAuthOrgSlug: string | null;
      enabledLoginMethods: (string)[];
      id: string;
      initialized: boolean;
      instanceId: string;
      isMigrationModeOn: boolean;
      isSecretScanningDisabled: boolean;
      trustLdapEmails: boolean;
      trustOidcEmails: boolean;
      trustSamlEmails: boolean;
    };
    ConfigAnswer: {
      config: components["schemas"]["Config"];
    };
    CreateAPIKeyRequest: {
      expiresIn: number;
      name: string;
    };
    CreateBatchRequest: {
      environment: string;
      mode?: null;
      projectId?: string;
      projectSlug?: string;
      secretPath?: string;
      secrets: (components["schemas"]["NewItem"])[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    CreateClientSecretRequest: {
      description?: string;
      numUsesLimit?: number;
      ttl?: number;
    };
    CreateEncryptedRequest: {
      environment: string;
      metadata?: { [key: string]: string };
      projectId?: string;
      projectSlug?: string;
      secretCommentCiphertext?: string;
      secretCommentIV?: string;
      secretCommentTag?: string;
      secretKeyCiphertext?: string;
      secretKeyIV?: string;
      secretKeyTag?: string;
      secretPath?: string;
      secretValueCiphertext?: string;
      secretValueIV?: string;
      secretValueTag?: string;
      skipMultilineEncoding?: boolean;
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    CreateEnvironmentRequest: {
      name: string;
      position?: number;
      slug: string;
    };
    CreateFolderRequest: {
      description?: string;
      directory?: string;
      environment: string;
      name: string;
      path?: string;
      projectId?: string;
      workspaceId?: string;
    };
    CreateIdentityRequest: {
      hasDeleteProtection?: boolean;
      metadata?: (components["schemas"]["ModelsMetadataEntryInput"])[];
      name: string;
      organizationId: string;
      role?: string;
    };
    CreateImportRequest: {
      directory?: string;
      environment: string;
      import?: components["schemas"]["ImportSource"];
      isReplication?: boolean;
      path?: string;
      projectId?: string;
      workspaceId?: string;
    };
    CreateOrganizationRequest: {
      name: string;
    };
    CreatePrivilegeV2Request: {
      identityId: string;
      permissions?: (unknown)[];
      projectId: string;
      slug?: string;
      type: components["schemas"]["PrivilegeWindow"];
    };
    CreateProjectIdentityRequest: {
      hasDeleteProtection?: boolean;
      metadata?: (components["schemas"]["ModelsMetadataEntryInput"])[];
      name: string;
      roles?: (components["schemas"]["Assignment"])[];
    };
    CreateProjectRequest: {
      endToEndEncrypted?: boolean;
      hasDeleteProtection?: boolean;
      kmsKeyId?: null;
      organizationSlug?: null;
      projectDescription?: string;
      projectName: string;
      shouldCreateDefaultEnvs?: boolean;
      slug?: string;
      template?: "default";
      type?: "secret-manager";
    };
    CreateRoleRequest: {
      description?: string;
      name: string;
      permissions?: (unknown)[];
      slug: string;
    };
    CreateSecretRequest: {
      environment: string;
      metadata?: null;
      projectId?: string;
      projectSlug?: string;
      secretComment?: string;
      secretMetadata?: (components["schemas"]["SecretsMetadataEntry"])[];
      secretPath?: string;
      secretReminderNote?: string;
      secretReminderRecipients?: null;
      secretReminderRepeatDays?: number;
      secretValue: string;
      skipMultilineEncoding?: boolean;
      tagIds?: (string)[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    CreateServiceTokenRequest: {
      encryptedKey: string;
      expiresIn?: number | null;
      iv: string;
      name: string;
      permissions: ("read" | "write")[];
      scopes: (components["schemas"]["ServiceTokenScopeInput"])[];
      tag: string;
      workspaceId: string;
    };
    CreateTokenRequest: {
      name?: string;
      organizationSlug?: null;
      subOrganizationName?: null;
    };
    CreatedAPIKeyAnswer: {
      apiKey: string;
      apiKeyData: components["schemas"]["ApiKey"];
    };
    CreatedClientSecretAnswer: {
      clientSecret: string;
      clientSecretData: components["schemas"]["ClientSecret"];
    };
    CreatedServiceTokenAnswer: {
      serviceToken: string;
      serviceTokenData: components["schemas"]["ServiceToken"];
    };
    CustomRole: {
      description: string;
      id: string;
      name: string;
      permissions: unknown;
      slug: string;
    };
    DecisionAnswer: {
      decision: components["schemas"]["Explained"] | null;
    };
    DecisionsAnswer: {
      decisions: (components["schemas"]["PolicyDecisionJSON"])[];
      next?: string;
      totalCount?: number;
    };
    DeleteBatchRequest: {
      environment: string;
      mode?: null;
      projectId?: string;
      projectSlug?: string;
      secretPath?: string;
      secrets: (components["schemas"]["RemovedItem"])[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    DeleteEncryptedBatchRequest: {
      environment: string;
      projectId?: string;
      projectSlug?: string;
      secretPath?: string;
      secrets: (components["schemas"]["RemovedEncryptedItem"])[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    DeleteFolderRequest: {
      directory?: string;
      environment: string;
      forceDelete?: boolean;
      path?: string;
      projectId?: string;
      workspaceId?: string;
    };
    DeletePrivilegeRequest: {
      identityId: string;
      privilegeSlug: string;
      projectSlug: string;
    };
    DescribedFile: {
      description: string;
      file: string;
      guardrail: boolean;
      package: string;
      rules: (components["schemas"]["DescribedRule"])[];
      title: string;
    };
    DescribedRule: {
      code: string;
      description: string;
      endLine: number;
      hits?: components["schemas"]["RuleHits"];
      line: number;
      name: string;
      remediation: string;
      status: string;
      title: string;
    };
    DiffAnswer: {
      changes: (components["schemas"]["PolicyDifference"])[];
      complete: boolean;
      from: components["schemas"]["Revision"];
      to: components["schemas"]["Revision"];
    };
    DifferenceBucket: {
      compared: number;
      failed: number;
      newlyPermitted: number;
      newlyRefused: number;
      otherReasons: number;
      start: string;
    };
    Differences: {
      compared: number;
      failed: number;
      newlyPermitted: number;
      newlyRefused: number;
      otherReasons: number;
    };
    DifferencesAnswer: {
      bucket: number;
      buckets: (components["schemas"]["DifferenceBucket"])[];
      complete: boolean;
      current: boolean;
      tolerance: number;
      trial: string;
    };
    Drift: {
      again: components["schemas"]["FlipSide"];
      decisionId: string;
      recorded: components["schemas"]["FlipSide"];
      time: string;
    };
    EditConfigRequest: {
      allowSignUp: boolean;
      allowedSignUpDomain?: null;
      authConsentContent?: null;
      defaultAuthOrgId?: null;
      enabledLoginMethods?: null;
      pageFrameContent?: null;
      slackClientId?: null;
      slackClientSecret?: null;
      trustLdapEmails?: null;
      trustOidcEmails?: null;
      trustSamlEmails?: null;
    };
    Encrypted: {
      _id: string;
      algorithm: string;
      createdAt?: string;
      environment: string;
      folderId: string;
      id: string;
      keyEncoding: string;
      metadata: { [key: string]: string };
      secretCommentCiphertext: string;
      secretCommentIV: string;
      secretCommentTag: string;
      secretKeyCiphertext: string;
      secretKeyIV: string;
      secretKeyTag: string;
      secretPath: string;
      secretReminderNote: string | null;
      secretReminderRepeatDays: number | null;
      secretValueCiphertext: string;
      secretValueHidden: boolean;
      secretValueIV: string;
      secretValueTag: string;
      skipMultilineEncoding: boolean;
      tags: (components["schemas"]["TagStub"])[];
      type: string;
      updatedAt?: string;
      userId: string | null;
      version: number;
      workspace: string;
    };
    EncryptedBatch: {
      environment: string;
      projectId?: string;
      projectSlug?: string;
      secretPath?: string;
      secrets: (components["schemas"]["EncryptedItem"])[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    EncryptedBlock: {
      environment: string;
      folderId: string;
      secretPath: string;
      secrets: (components["schemas"]["Encrypted"])[];
    };
    EncryptedItem: {
      metadata?: { [key: string]: string };
      secretCommentCiphertext?: string;
      secretCommentIV?: string;
      secretCommentTag?: string;
      secretKeyCiphertext?: string;
      secretKeyIV?: string;
      secretKeyTag?: string;
      secretName: string;
      secretValueCiphertext?: string;
      secretValueIV?: string;
      secretValueTag?: string;
      skipMultilineEncoding?: boolean;
      tags?: (string)[];
      type?: "shared";
    };
    EncryptedListAnswer: {
      imports: (components["schemas"]["EncryptedBlock"])[];
      secrets: (components["schemas"]["Encrypted"])[];
    };
    EncryptedMember: {
      orgMembershipId: string;
      workspaceEncryptedKey?: string;
      workspaceEncryptedNonce?: string;
    };
    EncryptedMembersRequest: {
      members: (components["schemas"]["EncryptedMember"])[];
    };
    EncryptedSecretAnswer: {
      secret: components["schemas"]["Encrypted"] | null;
    };
    EncryptedSecretsAnswer: {
      secrets: (components["schemas"]["Encrypted"])[];
    };
    EngineDecision: {
      decision_id: string;
      grants: (string)[];
      missing: (components["schemas"]["Missing"])[];
      obligations: (string)[];
      permitted: boolean;
      policy: components["schemas"]["Revision"];
      reasons: (components["schemas"]["EngineReason"])[];
      stage?: string;
      visible: (components["schemas"]["EngineReason"])[];
    };
    EngineReason: {
      code: string;
      message: string;
      rule?: string;
    };
    Environment: {
      createdAt: string;
      id: string;
      name: string;
      position: number;
      projectId: string;
      slug: string;
      updatedAt: string;
    };
    EnvironmentAnswer: {
      environment: components["schemas"]["Environment"];
    };
    EnvironmentStub: {
      id: string;
      name: string;
      slug: string;
    };
    Evaluation: {
      context?: components["schemas"]["EvaluationContext"];
      decision: boolean;
    };
    EvaluationContext: {
      error?: components["schemas"]["EvaluationError"];
      explanation?: components["schemas"]["Explanation"];
      reasons?: (components["schemas"]["VisibleReason"])[];
    };
    EvaluationError: {
      message: string;
      status: number;
    };
    EvaluationsAnswer: {
      context?: components["schemas"]["EvaluationContext"];
      decision?: boolean;
      evaluations?: (components["schemas"]["Evaluation"])[];
    };
    Explained: {
      absent?: boolean;
      action?: string;
      eventType?: string;
      explanation?: components["schemas"]["Explanation"];
      grants?: (string)[];
      id?: string;
      ip?: string;
      missingPermissions?: (components["schemas"]["Missing"])[];
      permitted?: boolean;
      policy?: components["schemas"]["Revision"];
      policyChanged: boolean;
      projectId?: string | null;
      projectName?: string;
      reasons?: (components["schemas"]["PolicyReasonJSON"])[];
      requestId?: string;
      resource?: components["schemas"]["Resource"];
      route?: string;
      sameOutcome?: boolean;
      stage?: string;
      subject?: components["schemas"]["Subject"];
      time?: string;
      under: string;
      userAgent?: string;
    };
    Explanation: {
      decision: components["schemas"]["EngineDecision"];
      near: (components["schemas"]["NearGrant"])[];
      rules: (components["schemas"]["FiredRule"])[];
    };
    Failure: {
      details?: components["schemas"]["FailureDetails"];
      error: string;
      message: unknown;
      reqId: string;
      statusCode: number;
    };
    FailureDetails: {
      cause?: string;
      decisionId?: string;
      missingPermissions?: (components["schemas"]["Missing"])[];
      reasons?: (components["schemas"]["VisibleReason"])[];
    };
    FilesAnswer: {
      digest: string;
      files: { [key: string]: string };
      guardrails: (string)[];
      revision: string;
    };
    FindUserMemberRequest: {
      username: string;
    };
    Finding: {
      col?: number;
      file?: string;
      message: string;
      row?: number;
      step: string;
      warning?: boolean;
    };
    FiredRule: {
      code?: string;
      description?: string;
      file: string;
      helpers?: (components["schemas"]["Value"])[];
      line: number;
      package: string;
      remediation?: string;
      rule: string;
      title?: string;
      values: (components["schemas"]["Value"])[];
    };
    Flip: {
      action: string;
      address?: string;
      after: components["schemas"]["FlipSide"];
      before: components["schemas"]["FlipSide"];
      decisionId: string;
      kind: string;
      project?: string;
      projectName?: string;
      properties: components["schemas"]["Properties"];
      resource: string;
      resourceId?: string;
      resourceName?: string;
      rules: (string)[];
      subject: components["schemas"]["SubjectRef"];
      subjectName?: string;
      time: string;
    };
    FlipSide: {
      grants: (string)[];
      members?: (number)[];
      permitted: boolean;
      reasons: (components["schemas"]["EngineReason"])[];
    };
    Folder: {
      createdAt: string;
      description: string | null;
      envId: string;
      id: string;
      isReserved: boolean;
      name: string;
      parentId: string | null;
      path: string;
      relativePath?: string;
      updatedAt: string;
      version: number;
    };
    FolderAnswer: {
      folder: components["schemas"]["Folder"];
    };
    FolderEnvironment: {
      envId: string;
      envName: string;
      envSlug: string;
    };
    FoldersAnswer: {
      folders: (components["schemas"]["Folder"])[];
    };
    FormatAnswer: {
      files: { [key: string]: string };
      findings: (components["schemas"]["Finding"])[];
    };
    FormatRequest: {
      files: { [key: string]: string };
    };
    GcpAuth: {
      accessTokenMaxTTL: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      accessTokenTrustedIps: (components["schemas"]["TrustedIP"])[];
      allowedProjects?: string;
      allowedServiceAccounts?: string;
      allowedZones?: string;
      createdAt: string;
      id: string;
      identityId: string;
      type?: string;
      updatedAt: string;
    };
    GcpAuthAnswer: {
      identityGcpAuth: components["schemas"]["GcpAuth"];
    };
    GcpRequest: {
      accessTokenMaxTTL?: number;
      accessTokenNumUsesLimit?: number;
      accessTokenPeriod?: number;
      accessTokenTTL?: number;
      accessTokenTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      allowedProjects?: string;
      allowedServiceAccounts?: string;
      allowedZones?: string;
      type?: "gce" | "iam";
    };
    GiveKeyRequest: {
      key: {
        encryptedKey: string;
        nonce: string;
        userId: string;
      };
    };
    Group: {
      count: number;
      kind: string;
      project?: string;
      projectName?: string;
      rule: string;
      subject: components["schemas"]["SubjectRef"];
      subjectName?: string;
    };
    IdentitiesAnswer: {
      identities: (components["schemas"]["OrgIdentity"])[];
      totalCount: number;
    };
    Identity: {
      authMethod: string | null;
      authMethods: (string)[];
      createdAt: string;
      hasDeleteProtection: boolean;
      id: string;
      metadata: (components["schemas"]["ModelsMetadataEntry"])[];
      name: string;
      orgId: string;
      projectId: string | null;
      updatedAt: string;
    };
    IdentityAnswer: {
      identity: components["schemas"]["Identity"];
    };
    IdentityDetails: {
      organization: components["schemas"]["OrganizationStub"];
    };
    IdentityDetailsAnswer: {
      identityDetails: components["schemas"]["IdentityDetails"];
    };
    IdentityMemberAnswer: {
      identityMembership: components["schemas"]["Member"] | null;
    };
    IdentityMembersAnswer: {
      identityMemberships: (components["schemas"]["Member"])[];
      totalCount: number;
    };
    IdentityMembershipAnswer: {
      identityMembership: components["schemas"]["BareMembership"] | null;
    };
    IdentityMembershipsAnswer: {
      identityMemberships: (components["schemas"]["OrgIdentity"])[];
      totalCount: number;
    };
    Import: {
      createdAt: string;
      folderId: string;
      id: string;
      importEnv: components["schemas"]["EnvironmentStub"];
      importPath: string;
      isReplication: boolean;
      isReplicationSuccess: boolean | null;
      isReserved: boolean;
      lastReplicated: string | null;
      position: number;
      replicationStatus: string | null;
      updatedAt: string;
      version: number;
    };
    ImportAnswer: {
      message: string;
      secretImport: components["schemas"]["Import"];
    };
    ImportSource: {
      environment?: string;
      path?: string;
    };
    Imported: {
      environment: string;
      folderId: string;
      secretPath: string;
      secrets: (components["schemas"]["Secret"])[];
    };
    ImportedAnswer: {
      secrets: (components["schemas"]["ImportedBlock"])[];
    };
    ImportedBlock: {
      environment: string;
      environmentInfo: components["schemas"]["EnvironmentStub"];
      folderId: string;
      secretPath: string;
      secrets: (components["schemas"]["Encrypted"])[];
    };
    ImportedPlainAnswer: {
      secrets: (components["schemas"]["PlainBlock"])[];
    };
    ImportsAnswer: {
      message: string;
      secretImports: (components["schemas"]["Import"])[];
    };
    InvitationAnswer: {
      completeInviteLink: string;
      message: string;
    };
    InviteRequest: {
      inviteeEmail: string;
      inviteeEmails?: null;
      organizationId: string;
      organizationRoleSlug?: null;
      projects?: null;
    };
    InvitedUser: {
      email: string;
    };
    IssuedToken: {
      accessToken: string;
      accessTokenMaxTTL: number;
      expiresIn: number;
      tokenData?: components["schemas"]["Token"];
      tokenType: string;
    };
    JwtAuth: {
      accessTokenMaxTTL: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      accessTokenTrustedIps: (components["schemas"]["TrustedIP"])[];
      boundAudiences?: string;
      boundClaims?: { [key: string]: string };
      boundIssuer?: string;
      boundSubject?: string;
      configurationType?: string;
      createdAt: string;
      id: string;
      identityId: string;
      jwksCaCert?: string;
      jwksUrl?: string;
      publicKeys?: (string)[];
      updatedAt: string;
    };
    JwtAuthAnswer: {
      identityJwtAuth: components["schemas"]["JwtAuth"];
    };
    JwtRequest: {
      accessTokenMaxTTL?: number;
      accessTokenNumUsesLimit?: number;
      accessTokenPeriod?: number;
      accessTokenTTL?: number;
      accessTokenTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      boundAudiences?: string;
      boundClaims?: { [key: string]: string };
      boundIssuer?: string;
      boundSubject?: string;
      configurationType?: "jwks" | "static";
      jwksCaCert?: string;
      jwksUrl?: string;
      publicKeys?: (string)[];
    };
    KeptAnswer: {
      digest: string;
      expiresAt: string;
      id: string;
    };
    KeptRequest: {
      data?: { [key: string]: unknown };
      modules: { [key: string]: string };
      revision?: string;
    };
    KeySender: {
      publicKey: string;
    };
    KubernetesAuth: {
      accessTokenMaxTTL: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      accessTokenTrustedIps: (components["schemas"]["TrustedIP"])[];
      allowedAudience?: string;
      allowedNames?: string;
      allowedNamespaces?: string;
      caCert?: string;
      createdAt: string;
      gatewayId?: string | null;
      gatewayPoolId?: string | null;
      id: string;
      identityId: string;
      issuer?: string;
      kubernetesHost?: string;
      tokenReviewMode?: string;
      updatedAt: string;
      verifyTlsCertificate?: boolean;
    };
    KubernetesAuthAnswer: {
      identityKubernetesAuth: components["schemas"]["KubernetesAuth"];
    };
    KubernetesRequest: {
      accessTokenMaxTTL?: number;
      accessTokenNumUsesLimit?: number;
      accessTokenPeriod?: number;
      accessTokenTTL?: number;
      accessTokenTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      allowedAudience?: string;
      allowedNames?: string;
      allowedNamespaces?: string;
      caCert?: string;
      gatewayId?: string;
      gatewayPoolId?: string;
      issuer?: string;
      kubernetesHost?: string;
      tokenReviewMode?: "api" | "jwks" | "gateway";
      tokenReviewerJwt?: string | null;
      verifyTlsCertificate?: boolean;
    };
    Lack: {
      field: string;
      request?: unknown;
      wants: unknown;
    };
    LineCoverage: {
      covered: ((number)[])[];
      notCovered: ((number)[])[];
    };
    LinkLoginRequest: {
      code: string;
      ttl?: number;
    };
    LogActorsAnswer: {
      actors: (components["schemas"]["AuditActor"])[];
    };
    LoginRequest: {
      email: string;
      password: string;
      providerAuthToken?: null;
      ttl?: number;
    };
    MatrixAnswer: {
      assumed: components["schemas"]["MatrixAssumed"];
      cells: ((components["schemas"]["MatrixCell"])[])[];
      columns: (components["schemas"]["MatrixColumn"])[];
      complete: boolean;
      cut: (components["schemas"]["MatrixCut"])[];
      digest: string;
      grants: (components["schemas"]["MatrixGrant"])[];
      next?: string;
      revision: string;
      subjects: (components["schemas"]["MatrixSubject"])[];
    };
    MatrixAssumed: {
      credential: string;
      ip: string | null;
      members: boolean;
      projectId: string;
      projectName: string;
      resource: string;
      secretPath: string;
      subjectTypes: (string)[];
      time: string;
    };
    MatrixCell: {
      grants: (string)[];
      permitted: boolean;
    };
    MatrixColumn: {
      action: string;
      environment: string;
    };
    MatrixCut: {
      count: number;
      what: string;
    };
    MatrixGrant: {
      grant: string;
      name: string;
    };
    MatrixRequest: {
      actions: (string)[];
      after?: string;
      environments?: (string)[];
      ip?: string;
      limit?: number;
      members?: boolean;
      projectId: string;
      resource?: string;
      secretPath?: string;
      subjectTypes?: ("user" | "identity" | "service_token")[];
    };
    MatrixSubject: {
      id: string;
      name: string;
      type: string;
    };
    Member: {
      createdAt: string;
      id: string;
      identity: components["schemas"]["MemberIdentity"];
      identityId: string;
      project: components["schemas"]["MemberProject"];
      projectId: string;
      roles: (components["schemas"]["MemberRole"])[];
      updatedAt: string;
    };
    MemberIdentity: {
      authMethod: string | null;
      authMethods: (string)[];
      id: string;
      name: string;
    };
    MemberProject: {
      id: string;
      name: string;
      type: string;
    };
    MemberRole: {
      createdAt: string;
      customRoleId: string | null;
      customRoleName: string | null;
      customRoleSlug: string | null;
      id: string;
      isTemporary: boolean;
      projectMembershipId: string;
      role: string;
      temporaryAccessEndTime: string | null;
      temporaryAccessStartTime: string | null;
      temporaryMode: string | null;
      temporaryRange: string | null;
      updatedAt: string;
    };
    MemberUser: {
      email: string;
      firstName: string;
      id: string;
      lastName: string;
      publicKey: string;
      username: string;
    };
    MembershipsOfIdentityAnswer: {
      identityMemberships: (components["schemas"]["Member"])[];
    };
    Message: {
      message: string;
    };
    Method: {
      accessTokenMaxTTL: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      accessTokenTrustedIps: (components["schemas"]["TrustedIP"])[];
      createdAt: string;
      id: string;
      identityId: string;
      updatedAt: string;
    };
    Missing: {
      action: string;
      conditions?: { [key: string]: { [key: string]: unknown } };
      subject: string;
    };
    ModelsMetadataEntry: {
      key: string;
      value: string;
    };
    ModelsMetadataEntryInput: {
      key?: string;
      value?: string;
    };
    MoveAnswer: {
      isDestinationUpdated: boolean;
      isSourceUpdated: boolean;
    };
    MoveRequest: {
      destinationEnvironment: string;
      destinationSecretPath?: string;
      projectId?: string;
      projectSlug?: string;
      secretIds: (string)[];
      shouldOverwrite?: boolean;
      sourceEnvironment: string;
      sourceSecretPath?: string;
      workspaceId?: string;
    };
    MovedImport: {
      environment?: string;
      path?: string;
      position?: number;
    };
    NameSecretsRequest: {
      secretsToUpdate: ({
        secretId: string;
        secretName: string;
      })[];
    };
    NamedUsersRequest: {
      emails?: (string)[];
      usernames?: (string)[];
    };
    NearGrant: {
      actions?: unknown;
      conditions?: unknown;
      effect: string;
      grant: string;
      lacks: (components["schemas"]["Lack"])[];
    };
    NewItem: {
      metadata?: null;
      newSecretName?: null;
      secretComment?: string;
      secretKey: string;
      secretMetadata?: (components["schemas"]["SecretsMetadataEntry"])[];
      secretPath?: string;
      secretReminderNote?: string | null;
      secretReminderRecipients?: null;
      secretReminderRepeatDays?: number | null;
      secretValue?: string;
      skipMultilineEncoding?: boolean;
      tagIds?: (string)[];
      type?: "shared" | "personal";
    };
    OidcAuth: {
      accessTokenMaxTTL: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      accessTokenTrustedIps: (components["schemas"]["TrustedIP"])[];
      boundAudiences?: string;
      boundClaims?: { [key: string]: string };
      boundIssuer?: string;
      boundSubject?: string;
      caCert?: string;
      claimMetadataMapping?: { [key: string]: string };
      createdAt: string;
      id: string;
      identityId: string;
      oidcDiscoveryUrl?: string;
      updatedAt: string;
    };
    OidcAuthAnswer: {
      identityOidcAuth: components["schemas"]["OidcAuth"];
    };
    OidcRequest: {
      accessTokenMaxTTL?: number;
      accessTokenNumUsesLimit?: number;
      accessTokenPeriod?: number;
      accessTokenTTL?: number;
      accessTokenTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      boundAudiences?: string;
      boundClaims?: { [key: string]: string };
      boundIssuer?: string;
      boundSubject?: string;
      caCert?: string;
      claimMetadataMapping?: { [key: string]: string };
      oidcDiscoveryUrl?: string;
    };
    OpenAPI: {
      components: unknown;
      info: unknown;
      openapi: string;
      paths: unknown;
      servers: unknown;
      tags: unknown;
    };
    OperatedServer: {
      clockSkewMillis: number;
      databaseMillis: number;
      id: string;
      keys?: { [key: string]: string };
      log: components["schemas"]["ServerLog"];
      name: string;
      policy: components["schemas"]["ServerPolicy"];
      pools: (components["schemas"]["ServerPool"])[];
      seenAt: string;
      silent: boolean;
      startedAt: string;
      version: string;
    };
    OperatedUpkeep: {
      runs: (components["schemas"]["Run"])[];
    };
    OperationsAnswer: {
      database: string;
      now: string;
      servers: (components["schemas"]["OperatedServer"])[];
      upkeep: components["schemas"]["OperatedUpkeep"];
    };
    OrgIdentity: {
      createdAt: string;
      customRole?: components["schemas"]["CustomRole"];
      id: string;
      identity: components["schemas"]["Identity"];
      identityId: string;
      lastUsedAt: string | null;
      metadata: (components["schemas"]["ModelsMetadataEntry"])[];
      orgId: string;
      role: string;
      roleId: string | null;
      updatedAt: string;
    };
    OrgIdentityAnswer: {
      identity: components["schemas"]["OrgIdentity"] | null;
    };
    OrgMember: {
      createdAt: string;
      id: string;
      inviteEmail: string | null;
      isActive: boolean;
      orgId: string;
      projectFavorites: (string)[];
      role: string;
      roleId: string | null;
      status: string;
      updatedAt: string;
      user: components["schemas"]["OrgPerson"];
      userId: string | null;
    };
    OrgMemberAnswer: {
      membership: components["schemas"]["OrgMember"];
    };
    OrgMembersAnswer: {
      users: (components["schemas"]["OrgMember"])[];
    };
    OrgMembership: {
      createdAt: string;
      id: string;
      inviteEmail: string | null;
      isActive: boolean;
      orgId: string;
      projectFavorites: (string)[];
      role: string;
      roleId: string | null;
      status: string;
      updatedAt: string;
      userId: string | null;
    };
    OrgPermissionsAnswer: {
      membership: components["schemas"]["OrgMembership"];
      permissions: ((unknown)[])[];
    };
    OrgPerson: {
      email: string;
      firstName: string;
      id: string | null;
      isEmailVerified: boolean;
      lastName: string;
      publicKey: string;
      username: string;
    };
    OrgRole: {
      createdAt: string;
      description: string;
      id: string;
      name: string;
      orgId: string;
      permissions: unknown;
      slug: string;
      updatedAt: string;
    };
    OrgRoleAnswer: {
      role: components["schemas"]["OrgRole"];
    };
    OrgRoleList: {
      roles: (components["schemas"]["OrgRole"])[];
    };
    OrgRolesAnswer: {
      data: components["schemas"]["OrgRoleList"];
    };
    Organization: {
      authEnforced: boolean;
      createdAt: string;
      customerId: string | null;
      id: string;
      kmsDefaultKeyId: string | null;
      name: string;
      scimEnabled: boolean;
      slug: string;
      subOrganizations: (Record<string, never>)[];
      updatedAt: string;
    };
    OrganizationAnswer: {
      organization: components["schemas"]["Organization"];
    };
    OrganizationStub: {
      id: string;
      name: string;
      slug: string;
    };
    OrganizationsAnswer: {
      organizations: (components["schemas"]["Organization"])[];
    };
    OwnMembership: {
      createdAt: string;
      id: string;
      projectId: string;
      roles: (components["schemas"]["RoleName"])[];
      updatedAt: string;
      userId: string;
    };
    OwnServiceToken: {
      __v: number;
      _id: string;
      createdAt: string;
      createdBy: string;
      encryptedKey: string;
      expiresAt: string | null;
      id: string;
      iv: string;
      lastUsed: string | null;
      name: string;
      permissions: (string)[];
      projectId: string;
      scopes: (components["schemas"]["ServiceTokenScope"])[];
      tag: string;
      updatedAt: string;
      user: components["schemas"]["ServiceTokenMaker"];
      workspace: string;
    };
    Page: {
      count: number;
      next_token: string;
    };
    PermanentPrivilegeRequest: {
      identityId: string;
      isTemporary?: null;
      permissions?: (unknown)[];
      privilegePermission?: components["schemas"]["ShortRules"];
      projectSlug: string;
      slug?: string;
      temporaryAccessStartTime?: null;
      temporaryMode?: null;
      temporaryRange?: null;
    };
    PermittedAction: {
      action: string;
      environment: string;
      grants: string;
      projectId: string;
      resource: string;
      secretPath: string;
    };
    PermittedSubject: {
      grants: string;
      id: string;
      name: string;
      type: string;
    };
    PlaceRequest: {
      directory?: string;
      environment: string;
      path?: string;
      projectId?: string;
      workspaceId?: string;
    };
    PlacedFolder: {
      createdAt: string;
      description: string | null;
      envId: string;
      environment: components["schemas"]["FolderEnvironment"];
      id: string;
      isReserved: boolean;
      name: string;
      parentId: string | null;
      path: string;
      projectId: string;
      relativePath?: string;
      updatedAt: string;
      version: number;
    };
    PlacedFolderAnswer: {
      folder: components["schemas"]["PlacedFolder"];
    };
    PlacedImport: {
      createdAt: string;
      environment: components["schemas"]["EnvironmentStub"];
      folderId: string;
      id: string;
      importEnv: components["schemas"]["EnvironmentStub"];
      importPath: string;
      isReplication: boolean;
      isReplicationSuccess: boolean | null;
      isReserved: boolean;
      lastReplicated: string | null;
      position: number;
      projectId: string;
      replicationStatus: string | null;
      secretPath: string;
      updatedAt: string;
      version: number;
    };
    PlacedImportAnswer: {
      secretImport: components["schemas"]["PlacedImport"];
    };
    PlainBlock: {
      environment: string;
      environmentInfo: components["schemas"]["EnvironmentStub"];
      folderId: string;
      secretPath: string;
      secrets: (components["schemas"]["Secret"])[];
    };
    Policy: {
      candidate: components["schemas"]["Candidate"] | null;
      changedAt: string | null;
      digest: string;
      guardrails: (string)[];
      history?: (components["schemas"]["Change"])[];
      previous: number;
      problem?: string;
      published: boolean;
      reason: string;
      revision: string;
      servers?: (components["schemas"]["Server"])[];
      source: string;
      stage: string;
      version: number;
    };
    PolicyAnswer: {
      policy: components["schemas"]["Policy"];
    };
    PolicyDecisionJSON: {
      action: string;
      eventType?: string;
      grants?: (string)[];
      id: string;
      ip: string;
      permitted: boolean;
      policy: components["schemas"]["Revision"];
      projectId: string | null;
      projectName?: string;
      reasons: (components["schemas"]["PolicyReasonJSON"])[];
      requestId: string;
      resource: components["schemas"]["Resource"];
      route: string;
      stage?: string;
      subject: components["schemas"]["Subject"];
      time: string;
      userAgent: string;
    };
    PolicyDifference: {
      change: string;
      cut: boolean;
      kind: string;
      lines: (components["schemas"]["ComparedLine"])[];
      name: string;
    };
    PolicyDifferences: {
      compared: number;
      failed: number;
      newlyPermitted: number;
      newlyRefused: number;
      otherReasons: number;
    };
    PolicyReasonJSON: {
      code: string;
      message: string;
      remediation?: string;
      rule?: string;
    };
    PolicyTest: {
      file: string;
      line: number;
      name: string;
      output: string;
      passed: boolean;
      skipped?: boolean;
    };
    Privilege: {
      createdAt: string;
      id: string;
      identityId: string;
      isTemporary: boolean;
      permissions: ({
        action: (string)[];
        conditions?: { [key: string]: unknown };
        inverted: boolean;
        reason?: string;
        subject: string | (string)[];
      })[];
      projectId: string;
      projectMembershipId: string;
      slug: string;
      temporaryAccessEndTime: string | null;
      temporaryAccessStartTime: string | null;
      temporaryMode: string | null;
      temporaryRange: string | null;
      updatedAt: string;
    };
    PrivilegeAnswer: {
      privilege: components["schemas"]["Privilege"];
    };
    PrivilegeChange: {
      isTemporary?: boolean;
      permissions?: (unknown)[];
      privilegePermission?: components["schemas"]["ShortRules"];
      slug?: string;
      temporaryAccessStartTime?: string;
      temporaryMode?: string;
      temporaryRange?: string;
    };
    PrivilegeWindow: {
      isTemporary?: boolean;
      temporaryAccessStartTime?: string;
      temporaryMode?: string;
      temporaryRange?: string;
    };
    PrivilegesAnswer: {
      privileges: (components["schemas"]["Privilege"])[];
    };
    Problem: {
      error: string;
      message: unknown;
      statusCode: number;
    };
    Project: {
      _id: string;
      auditLogsRetentionDays: number | null;
      autoCapitalization: boolean;
      createdAt: string;
      defaultProduct: string;
      description: string | null;
      environments: (components["schemas"]["EnvironmentStub"])[];
      hasDeleteProtection: boolean;
      id: string;
      kmsCertificateKeyId: string | null;
      kmsSecretManagerKeyId: string | null;
      name: string;
      orgId: string;
      organization: string;
      pitVersionLimit: number;
      secretDetectionIgnoreValues: (string)[];
      secretSharing: boolean;
      showSnapshotsLegacy: boolean;
      slug: string;
      type: string;
      updatedAt: string;
      upgradeStatus: string | null;
      version: number;
    };
    ProjectAnswer: {
      project: components["schemas"]["Project"] | null;
    };
    ProjectIP: {
      comment: string;
      createdAt: string;
      id: string;
      ipAddress: string;
      isActive: boolean;
      prefix: number | null;
      projectId: string;
      type: string;
      updatedAt: string;
    };
    ProjectIPAnswer: {
      trustedIp: components["schemas"]["ProjectIP"];
    };
    ProjectIPRequest: {
      comment?: string;
      ipAddress: string;
      isActive?: boolean;
    };
    ProjectIPsAnswer: {
      trustedIps: (components["schemas"]["ProjectIP"])[];
    };
    ProjectIdentitiesAnswer: {
      identities: (components["schemas"]["Identity"])[];
      totalCount: number;
    };
    ProjectKey: {
      createdAt: string;
      encryptedKey: string;
      id: string;
      nonce: string;
      projectId: string;
      receiverId: string;
      sender: components["schemas"]["KeySender"];
      senderId: string;
      updatedAt: string;
    };
    ProjectPermissions: {
      membership: components["schemas"]["OwnMembership"];
      permissions: ((unknown)[])[];
    };
    ProjectPermissionsAnswer: {
      data: components["schemas"]["ProjectPermissions"];
    };
    ProjectRole: {
      createdAt: string;
      description: string;
      id: string;
      name: string;
      permissions?: ({
        action: (string)[];
        conditions?: { [key: string]: unknown };
        inverted: boolean;
        reason?: string;
        subject: string | (string)[];
      })[];
      projectId: string;
      slug: string;
      updatedAt: string;
    };
    ProjectRoleAnswer: {
      role: components["schemas"]["ProjectRole"];
    };
    ProjectRolesAnswer: {
      roles: (components["schemas"]["ProjectRole"])[];
    };
    ProjectUsersAnswer: {
      users: (components["schemas"]["UserMember"])[];
    };
    ProjectsAnswer: {
      projects: (components["schemas"]["Project"])[];
    };
    PromoteRequest: {
      digest?: string;
      percent?: number;
      reason?: string;
      stage: "shadow" | "canary" | "active";
      tolerance?: number;
      version?: number;
      widen?: boolean;
    };
    ProofAnswer: {
      checkpoint: string;
      content: string;
      hashes: (string)[];
      key: string;
      leaf: number;
    };
    Properties: {
      environment?: string;
      identityId?: string;
      keys?: (string)[];
      kind?: string;
      secretName?: string;
      secretPath?: string;
      secretTags?: (string)[];
    };
    PublishRequest: {
      bundle: string;
      percent?: number;
      reason?: string;
      stage: "shadow" | "canary" | "active";
      tolerance?: number;
      version?: number;
      widen?: boolean;
    };
    ReasonCode: {
      code: string;
      description: string;
      meaning: string;
      remediation: string;
      rules: (string)[];
      status: string;
    };
    ReasonsAnswer: {
      reasons: (components["schemas"]["ReasonCode"])[];
    };
    RecoverRequest: {
      code: string;
      email: string;
    };
    RecoveryAnswer: {
      token: string;
      user: components["schemas"]["User"];
      userEncryptionVersion: number;
    };
    ReferenceTree: {
      children: (components["schemas"]["ReferenceTree"])[];
      environment: string;
      key: string;
      secretPath: string;
      value: string;
    };
    ReferenceTreeAnswer: {
      tree: components["schemas"]["ReferenceTree"] | null;
      value: string;
    };
    RemovedEncryptedItem: {
      secretName: string;
      type?: "shared";
    };
    RemovedItem: {
      newSecretName?: null;
      secretKey: string;
      secretPath?: string;
      type?: "shared" | "personal";
    };
    RenameFolderItem: {
      description?: string | null;
      environment: string;
      id: string;
      name: string;
      path?: string;
    };
    RenameFolderRequest: {
      description?: string | null;
      directory?: string;
      environment: string;
      name: string;
      path?: string;
      projectId?: string;
      workspaceId?: string;
    };
    RenameFoldersRequest: {
      folders: (components["schemas"]["RenameFolderItem"])[];
      projectId?: string;
      projectSlug?: string;
      workspaceId?: string;
    };
    RenameProjectRequest: {
      name: string;
    };
    ReplaceRolesRequest: {
      roles: (components["schemas"]["Assignment"])[];
    };
    ReplayAnswer: {
      next?: number;
      replay: components["schemas"]["Report"] | null;
      total: number;
    };
    ReplayRequest: {
      after?: number;
      candidate?: components["schemas"]["CandidateRequest"];
      candidateId?: string;
      limit?: number;
      projectId?: string;
      since?: string;
      subjectId?: string;
      until?: string;
    };
    Report: {
      baseline: components["schemas"]["Revision"];
      broken: (string)[];
      candidate: components["schemas"]["Revision"];
      complete: boolean;
      counts: { [key: string]: number };
      decisions: number;
      decisionsPerSecond: number;
      drifts: (components["schemas"]["Drift"])[];
      flips: (components["schemas"]["Flip"])[];
      foreign: number;
      groups: (components["schemas"]["Group"])[];
      olderFormat: number;
      records: number;
      rephrased: number;
      seconds: number;
      unchanged: number;
      verified: number;
    };
    ReportPlace: {
      id: string;
      name: string;
    };
    RequestLoginRequest: {
      iamHttpRequestMethod?: string;
      iamRequestBody: string;
      iamRequestHeaders: string;
      identityId: string;
      organizationSlug?: string;
      subOrganizationName?: null;
    };
    ResetPasswordRequest: {
      newPassword: string;
    };
    Resource: {
      id: string;
      properties: components["schemas"]["Properties"];
      type: string;
    };
    ResourceFound: {
      id: string;
      properties?: { [key: string]: string };
      type: string;
    };
    RetentionRequest: {
      auditLogsRetentionDays: number;
    };
    ReviewReport: {
      assumed: components["schemas"]["MatrixAssumed"];
      cells: ((components["schemas"]["MatrixCell"])[])[];
      columns: (components["schemas"]["MatrixColumn"])[];
      complete: boolean;
      cut: (components["schemas"]["MatrixCut"])[];
      digest: string;
      grants: (components["schemas"]["MatrixGrant"])[];
      madeFor: components["schemas"]["SubjectRef"];
      organization: components["schemas"]["ReportPlace"];
      revision: string;
      subjects: (components["schemas"]["MatrixSubject"])[];
    };
    ReviewReportRequest: {
      actions: (string)[];
      environments?: (string)[];
      ip?: string;
      members?: boolean;
      projectId: string;
      resource?: string;
      secretPath?: string;
      subjectTypes?: ("user" | "identity" | "service_token")[];
    };
    Revision: {
      digest: string;
      revision: string;
    };
    RoleName: {
      role: string;
    };
    RolesAnswer: {
      roles: (components["schemas"]["MemberRole"])[];
    };
    RollbackRequest: {
      reason?: string;
      version?: number;
    };
    Rule: {
      action: (string)[];
      conditions?: { [key: string]: { [key: string]: unknown } };
      subject: string;
    };
    RuleHits: {
      day: number;
      hour: number;
      week: number;
    };
    RulesAnswer: {
      digest: string;
      files: (components["schemas"]["DescribedFile"])[];
      hitsComplete?: boolean;
      revision: string;
    };
    Run: {
      at: string;
      failed: (string)[];
      removed: { [key: string]: number };
      seconds: number;
    };
    SearchAnswer: {
      identities: (components["schemas"]["OrgIdentity"])[];
      next: string | null;
      totalCount?: number;
    };
    SearchAnswerAction: {
      context?: components["schemas"]["SearchContext"];
      page: components["schemas"]["Page"];
      results: (components["schemas"]["Action"])[];
    };
    SearchAnswerResourceFound: {
      context?: components["schemas"]["SearchContext"];
      page: components["schemas"]["Page"];
      results: (components["schemas"]["ResourceFound"])[];
    };
    SearchAnswerSubject: {
      context?: components["schemas"]["SearchContext"];
      page: components["schemas"]["Page"];
      results: (components["schemas"]["Subject"])[];
    };
    SearchContext: {
      complete: boolean;
    };
    SearchIdentitiesRequest: {
      after?: string;
      limit?: number;
      offset?: number;
      orderBy?: "name" | "role";
      orderDirection?: "asc" | "desc";
      search?: components["schemas"]["SearchedFields"];
    };
    SearchedFields: {
      name?: string | {
        $contains?: string;
        $eq?: string;
        $in?: (string)[];
      };
      role?: string | {
        $contains?: string;
        $eq?: string;
        $in?: (string)[];
      };
    };
    Secret: {
      _id: string;
      actor: components["schemas"]["SecretActor"];
      createdAt?: string;
      environment: string;
      id: string;
      isRotatedSecret: boolean;
      rotationId: string | null;
      secretComment: string;
      secretKey: string;
      secretMetadata: (components["schemas"]["ModelsMetadataEntry"])[];
      secretPath: string;
      secretReminderNote: string | null;
      secretReminderRepeatDays: number | null;
      secretValue: string;
      secretValueHidden: boolean;
      skipMultilineEncoding: boolean;
      tags: (components["schemas"]["TagStub"])[];
      type: string;
      updatedAt?: string;
      version: number;
      workspace: string;
    };
    SecretActor: {
      actorId: string;
      actorType: string;
    };
    SecretAnswer: {
      secret: components["schemas"]["Secret"];
    };
    SecretListAnswer: {
      imports: (components["schemas"]["Imported"])[];
      secrets: (components["schemas"]["Secret"])[];
    };
    SecretPlace: {
      environment: string;
      projectId?: string;
      projectSlug?: string;
      secretPath?: string;
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    SecretVersion: {
      _id?: string;
      algorithm?: string;
      createdAt?: string;
      envId: string;
      environment?: string;
      folderId?: string;
      id?: string;
      keyEncoding?: string;
      metadata?: { [key: string]: string };
      secretCommentCiphertext?: string;
      secretCommentIV?: string;
      secretCommentTag?: string;
      secretId: string;
      secretKeyCiphertext?: string;
      secretKeyIV?: string;
      secretKeyTag?: string;
      secretPath?: string;
      secretReminderNote?: string | null;
      secretReminderRepeatDays?: number | null;
      secretValueCiphertext?: string;
      secretValueHidden?: boolean;
      secretValueIV?: string;
      secretValueTag?: string;
      skipMultilineEncoding?: boolean;
      tags?: (components["schemas"]["TagStub"])[];
      type?: string;
      updatedAt?: string;
      userId?: string | null;
      version?: number;
      workspace?: string;
    };
    SecretVersionsAnswer: {
      secretVersions: (components["schemas"]["SecretVersion"])[];
    };
    SecretsAnswer: {
      secrets: (components["schemas"]["Secret"])[];
    };
    SecretsMetadataEntry: {
      isEncrypted?: null;
      key?: string;
      value?: string;
    };
    SelectOrganizationRequest: {
      organizationId: string;
      ttl?: number;
    };
    SelectedOrganizationAnswer: {
      expiresIn: number;
      isMfaEnabled: boolean;
      organizationId: string | null;
      token: string;
    };
    Server: {
      differences: components["schemas"]["Differences"];
      digest: string;
      id: string;
      inForce: boolean;
      name: string;
      problem?: string;
      revision: string;
      seenAt: string;
      silent: boolean;
      startedAt: string;
    };
    ServerLog: {
      capacity: number;
      failures: number;
      waiting: number;
      written: number;
    };
    ServerPolicy: {
      differences: components["schemas"]["PolicyDifferences"];
      digest: string;
      problem?: string;
      revision: string;
      staleSeconds: number;
      trial?: string;
      version: number;
    };
    ServerPool: {
      inUse: number;
      max: number;
      name: string;
      open: number;
      waitSeconds: number;
      waits: number;
    };
    ServiceToken: {
      createdAt: string;
      createdBy: string;
      expiresAt: string | null;
      id: string;
      lastUsed: string | null;
      name: string;
      permissions: (string)[];
      projectId: string;
      scopes: (components["schemas"]["ServiceTokenScope"])[];
      updatedAt: string;
    };
    ServiceTokenAnswer: {
      serviceTokenData: components["schemas"]["ServiceToken"];
    };
    ServiceTokenMaker: {
      __v?: number;
      _id?: string;
      authMethods?: (string)[];
      createdAt?: string;
      devices?: (Record<string, never>)[];
      email?: string;
      firstName?: string;
      id?: string;
      lastName?: string;
      mfaMethods?: (string)[];
      updatedAt?: string;
    };
    ServiceTokenScope: {
      environment: string;
      secretPath: string;
    };
    ServiceTokenScopeInput: {
      environment?: string;
      secretPath?: string;
    };
    ServiceTokensAnswer: {
      serviceTokenData: (components["schemas"]["ServiceToken"])[];
    };
    Session: {
      accessVersion: number;
      createdAt: string;
      id: string;
      ip: string;
      lastUsed: string;
      refreshVersion: number;
      updatedAt: string;
      userAgent: string;
      userId: string;
    };
    SessionLifetime: {
      ttl?: number;
    };
    SessionTokenAnswer: {
      expiresIn: number;
      organizationId: string | null;
      token: string;
    };
    ShortConditions: {
      environment: string;
      secretPath?: unknown;
    };
    ShortRules: {
      actions: ("read" | "create" | "edit" | "delete")[];
      conditions?: components["schemas"]["ShortConditions"];
      subject?: "secrets";
    };
    Shortfall: {
      action: string;
      conditions?: { [key: string]: { [key: string]: unknown } };
      projectId: string | null;
      projectName?: string;
      subject: string;
      why: string;
    };
    SignUpAdminRequest: {
      email: string;
      password: string;
      setupToken?: string;
    };
    SignUpRequest: {
      email: string;
    };
    SignedReview: {
      key: string;
      report: components["schemas"]["ReviewReport"];
      signature: string;
    };
    SimulateAnswer: {
      assumed: components["schemas"]["SimulatedAssumed"];
      request?: unknown;
      results: (components["schemas"]["SimulatedResult"])[];
    };
    SimulateRequest: {
      action?: string;
      candidateId?: string;
      change?: components["schemas"]["SimulatedChange"];
      context?: components["schemas"]["SimulatedContext"];
      decisionId?: string;
      draft?: components["schemas"]["CandidateRequest"];
      policies?: ("active" | "candidate")[];
      resource?: components["schemas"]["SimulatedResource"];
      subject?: components["schemas"]["SubjectRequest"];
    };
    SimulatedAssumed: {
      credential: string;
      facts: string;
      ip: string | null;
      time: string;
    };
    SimulatedChange: {
      action?: string;
      environment?: string;
      ip?: string;
      now?: string;
      secretName?: string;
      secretPath?: string;
    };
    SimulatedContext: {
      ip?: string;
      mode?: "user_session" | "api_key" | "identity_access_token" | "service_token";
      now?: string;
    };
    SimulatedResource: {
      environment?: string;
      id?: string;
      projectId?: string;
      secretName?: string;
      secretPath?: string;
      type: string;
    };
    SimulatedResult: {
      absent?: boolean;
      digest: string;
      explanation?: components["schemas"]["Explanation"];
      missingPermissions?: (components["schemas"]["Missing"])[];
      permitted: boolean;
      policy: string;
      reasons: (components["schemas"]["VisibleReason"])[];
      revision: string;
      test?: string;
    };
    SourceAnswer: {
      coverage?: components["schemas"]["SourceCoverage"];
      digest: string;
      file: string;
      revision: string;
      source: string;
    };
    SourceCoverage: {
      covered: ((number)[])[];
      notCovered: ((number)[])[];
      problem?: string;
      state: string;
    };
    StatusAnswer: {
      date: string;
      emailConfigured: boolean;
      inviteOnlySignup: boolean;
      message: string;
      redisConfigured: boolean;
      secretScanningConfigured: boolean;
    };
    Subject: {
      auth_method?: string;
      id: string;
      metadata?: { [key: string]: string };
      name?: string;
      type: string;
    };
    SubjectRef: {
      id: string;
      type: string;
    };
    SubjectRequest: {
      id: string;
      type: "user" | "identity" | "service_token";
    };
    SuggestedRole: {
      description: string;
      name: string;
      permissions: (components["schemas"]["Rule"])[];
      slug: string;
    };
    SuggestedRoleAnswer: {
      complete: boolean;
      projectId: string;
      records: number;
      role: components["schemas"]["SuggestedRole"];
      since: string;
      subjectId: string;
    };
    SummaryAnswer: {
      buckets: (components["schemas"]["Bucket"])[];
      complete: boolean;
    };
    SwitchBotRequest: {
      botKey?: components["schemas"]["BotKey"];
      isActive: boolean;
    };
    Tag: {
      color: string;
      createdAt: string;
      createdBy: string;
      createdByActorType: string;
      id: string;
      name: string;
      projectId: string;
      slug: string;
      updatedAt: string;
    };
    TagAnswer: {
      tag: components["schemas"]["Tag"];
    };
    TagRequest: {
      color?: string;
      name?: string;
      slug: string;
    };
    TagSecretRequest: {
      environment: string;
      projectId?: string;
      projectSlug?: string;
      secretPath?: string;
      tagSlugs: (string)[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    TagStub: {
      color: string;
      id: string;
      name: string;
      slug: string;
    };
    TagsAnswer: {
      tags: (components["schemas"]["Tag"])[];
    };
    TemporaryPrivilegeRequest: {
      identityId: string;
      isTemporary?: boolean;
      permissions?: (unknown)[];
      privilegePermission?: components["schemas"]["ShortRules"];
      projectSlug: string;
      slug?: string;
      temporaryAccessStartTime?: string;
      temporaryMode?: string;
      temporaryRange?: string;
    };
    Token: {
      accessTokenLastRenewedAt: string | null;
      accessTokenLastUsedAt: string | null;
      accessTokenMaxTTL: number;
      accessTokenNumUses: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      createdAt: string;
      id: string;
      identityId: string;
      identityUAClientSecretId: string | null;
      isAccessTokenRevoked: boolean;
      name: string | null;
      updatedAt: string;
    };
    TokenAnswer: {
      token: components["schemas"]["Token"];
    };
    TokenAuthAnswer: {
      identityTokenAuth: components["schemas"]["Method"];
    };
    TokenAuthRequest: {
      accessTokenMaxTTL?: number;
      accessTokenNumUsesLimit?: number;
      accessTokenPeriod?: number;
      accessTokenTTL?: number;
      accessTokenTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      clientSecretTrustedIps?: null;
      lockoutCounterResetSeconds?: null;
      lockoutDurationSeconds?: null;
      lockoutEnabled?: null;
      lockoutThreshold?: null;
    };
    TokenLoginRequest: {
      identityId: string;
      jwt: string;
      organizationSlug?: string;
      subOrganizationName?: null;
    };
    TokenNameRequest: {
      name?: string;
    };
    TokensAnswer: {
      tokens: (components["schemas"]["Token"])[];
    };
    TrustedIP: {
      ipAddress: string;
      prefix?: number;
      type: string;
    };
    TrustedIPInput: {
      ipAddress?: string;
      prefix?: number;
      type?: string;
    };
    UniversalAuth: {
      accessTokenMaxTTL: number;
      accessTokenNumUsesLimit: number;
      accessTokenPeriod: number;
      accessTokenTTL: number;
      accessTokenTrustedIps: (components["schemas"]["TrustedIP"])[];
      clientId?: string;
      clientSecretTrustedIps?: (components["schemas"]["TrustedIP"])[];
      createdAt: string;
      id: string;
      identityId: string;
      lockoutCounterResetSeconds: number;
      lockoutDurationSeconds: number;
      lockoutEnabled: boolean;
      lockoutThreshold: number;
      updatedAt: string;
    };
    UniversalAuthAnswer: {
      identityUniversalAuth: components["schemas"]["UniversalAuth"];
    };
    UniversalAuthLoginRequest: {
      clientId: string;
      clientSecret: string;
      organizationSlug?: string;
      subOrganizationName?: null;
    };
    UniversalAuthRequest: {
      accessTokenMaxTTL?: number;
      accessTokenNumUsesLimit?: number;
      accessTokenPeriod?: number;
      accessTokenTTL?: number;
      accessTokenTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      clientSecretTrustedIps?: (components["schemas"]["TrustedIPInput"])[];
      lockoutCounterResetSeconds?: number;
      lockoutDurationSeconds?: number;
      lockoutEnabled?: boolean;
      lockoutThreshold?: number;
    };
    UnusedGrant: {
      grant: string;
      name: string;
      projectId: string;
      subjectId: string;
      subjectName: string;
      subjectType: string;
    };
    UnusedGrantsAnswer: {
      complete: boolean;
      records: number;
      since: string;
      unused: (components["schemas"]["UnusedGrant"])[];
    };
    UpdateBatchRequest: {
      environment: string;
      mode?: "failOnNotFound" | "ignore" | "upsert";
      projectId?: string;
      projectSlug?: string;
      secretPath?: string;
      secrets: (components["schemas"]["ChangedItem"])[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    UpdateEncryptedRequest: {
      environment: string;
      metadata?: { [key: string]: string };
      projectId?: string;
      projectSlug?: string;
      secretCommentCiphertext?: string;
      secretCommentIV?: string;
      secretCommentTag?: string;
      secretId?: null;
      secretKeyCiphertext?: string;
      secretKeyIV?: string;
      secretKeyTag?: string;
      secretName?: string;
      secretPath?: string;
      secretReminderNote?: string | null;
      secretReminderRepeatDays?: number | null;
      secretValueCiphertext?: string;
      secretValueIV?: string;
      secretValueTag?: string;
      skipMultilineEncoding?: boolean;
      tags?: (string)[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    UpdateEnvironmentRequest: {
      name?: string;
      position?: number;
      slug?: string;
    };
    UpdateIdentityRequest: {
      hasDeleteProtection?: boolean;
      metadata?: (components["schemas"]["ModelsMetadataEntryInput"])[];
      name?: string;
      role?: string;
    };
    UpdateImportRequest: {
      directory?: string;
      environment: string;
      import?: components["schemas"]["MovedImport"];
      path?: string;
      projectId?: string;
      workspaceId?: string;
    };
    UpdateOrgMemberRequest: {
      isActive?: boolean;
      metadata?: null;
      role?: string;
    };
    UpdateOrganizationRequest: {
      allowSecretSharingOutsideOrganization?: null;
      authEnforced?: boolean;
      bypassOrgAuthEnabled?: null;
      defaultMembershipRoleSlug?: null;
      enforceMfa?: null;
      googleSsoAuthEnforced?: null;
      maxSharedSecretLifetime?: null;
      maxSharedSecretViewLimit?: null;
      name?: string;
      scimEnabled?: boolean;
      selectedMfaMethod?: null;
      slug?: string;
      userTokenExpiration?: null;
    };
    UpdatePrivilegeRequest: {
      identityId: string;
      privilegeDetails?: components["schemas"]["PrivilegeChange"];
      privilegeSlug: string;
      projectSlug: string;
    };
    UpdatePrivilegeV2Request: {
      permissions?: (unknown)[];
      slug?: string;
      type?: components["schemas"]["PrivilegeWindow"];
    };
    UpdateProjectIdentityRequest: {
      hasDeleteProtection?: boolean;
      metadata?: (components["schemas"]["ModelsMetadataEntryInput"])[];
      name?: string;
    };
    UpdateProjectRequest: {
      autoCapitalization?: boolean;
      defaultProduct?: "secret-manager";
      description?: string;
      enforceEncryptedSecretManagerSecretMetadata?: null;
      hasDeleteProtection?: boolean;
      name?: string;
      pitVersionLimit?: number;
      secretDetectionIgnoreValues?: (string)[];
      secretSharing?: boolean;
      showSnapshotsLegacy?: boolean;
      slug?: string;
    };
    UpdateRoleRequest: {
      description?: string;
      name?: string;
      permissions?: (unknown)[];
      slug?: string;
    };
    UpdateSecretRequest: {
      environment: string;
      metadata?: null;
      newSecretName?: string;
      projectId?: string;
      projectSlug?: string;
      secretComment?: string;
      secretMetadata?: (components["schemas"]["SecretsMetadataEntry"])[];
      secretPath?: string;
      secretReminderNote?: string | null;
      secretReminderRecipients?: null;
      secretReminderRepeatDays?: number | null;
      secretValue?: string;
      skipMultilineEncoding?: boolean;
      tagIds?: (string)[];
      type?: "shared" | "personal";
      workspaceId?: string;
      workspaceSlug?: string;
    };
    User: {
      authMethods: (string)[];
      createdAt: string;
      devices: (Record<string, never>)[];
      email: string;
      encryptionVersion: number;
      firstName: string;
      id: string;
      isAccepted: boolean;
      isEmailVerified: boolean;
      isGhost: boolean;
      isLocked: boolean;
      isMfaEnabled: boolean;
      lastName: string;
      mfaMethods: (string)[];
      publicKey: string;
      superAdmin: boolean;
      updatedAt: string;
      userId: string;
      username: string;
    };
    UserAnswer: {
      user: components["schemas"]["User"];
    };
    UserMember: {
      createdAt: string;
      id: string;
      project: components["schemas"]["MemberProject"];
      projectId: string;
      roles: (components["schemas"]["MemberRole"])[];
      updatedAt: string;
      user: components["schemas"]["MemberUser"];
      userId: string;
    };
    UserMemberAnswer: {
      membership: components["schemas"]["UserMember"];
    };
    UserMembersAnswer: {
      memberships: (components["schemas"]["UserMember"])[];
    };
    UserMembership: {
      createdAt: string;
      id: string;
      projectId: string;
      updatedAt: string;
      userId: string;
    };
    UserMembershipAnswer: {
      membership: components["schemas"]["UserMembership"];
    };
    UserMembershipsAnswer: {
      memberships: (components["schemas"]["UserMembership"])[];
    };
    UsersWithRolesRequest: {
      emails?: (string)[];
      roleSlugs?: (string)[];
      usernames?: (string)[];
    };
    Value: {
      absent?: boolean;
      entries?: number;
      ref: string;
      value?: unknown;
    };
    VerifiedInvitationAnswer: {
      message: string;
      token?: string;
      user: components["schemas"]["InvitedUser"];
    };
    VerifyInvitationRequest: {
      code: string;
      email: string;
      organizationId: string;
    };
    VersionLimitRequest: {
      pitVersionLimit: number;
    };
    VisibleReason: {
      code: string;
      message: string;
      remediation?: string;
    };
    WhatCanAnswer: {
      assumed: components["schemas"]["WhatCanAssumed"];
      complete: boolean;
      permitted: (components["schemas"]["PermittedAction"])[];
    };
    WhatCanAssumed: {
      credential: string;
      ip: string | null;
      projectId: string;
      subject: components["schemas"]["SubjectRef"];
      time: string;
    };
    WhoCanAnswer: {
      assumed: components["schemas"]["WhoCanAssumed"];
      complete: boolean;
      subjects: (components["schemas"]["PermittedSubject"])[];
    };
    WhoCanAssumed: {
      action: string;
      credential: string;
      ip: string | null;
      resource: components["schemas"]["ResourceFound"];
      time: string;
    };
    WorkspaceAnswer: {
      workspace: components["schemas"]["Project"] | null;
    };
    WorkspaceTagAnswer: {
      workspaceTag: components["schemas"]["Tag"];
    };
    WorkspaceTagsAnswer: {
      workspaceTags: (components["schemas"]["Tag"])[];
    };
    WorkspacesAnswer: {
      workspaces: (components["schemas"]["Project"])[];
    };
  };
  responses: {
    BadRequest: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    BadRequest2: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    BadRequest3: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Forbidden: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Forbidden2: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Forbidden3: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Forbidden4: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    InternalServerError: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    MisdirectedRequest: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    NotFound: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    RequestEntityTooLarge: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    ServiceUnavailable: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    TooManyRequests: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized2: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized3: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized4: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized5: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized6: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized7: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized8: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    Unauthorized9: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    UnprocessableEntity: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
    UnsupportedMediaType: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Failure"] } };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

//! The OpenAPI document: what is told of all endpoints at once, and what every one of them may answer.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::IntoResponse;
use utoipa::openapi::path::Operation;
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    Required, Response, ResponseBuilder, SecurityRequirement,
};
use utoipa::{PartialSchema, ToSchema};

use super::problem::ProblemBody;

/// The name of the one way to be let in.
pub(crate) const TOKEN: &str = "token";

const ABOUT: &str = "What a twin's owner does on the pages, for programs. \
    Every request needs a token: `Authorization: Bearer ait_…`, which `aitwin token make` makes. \
    A token has scopes: `read` (see), `answer` (let drafts go, stop and undo replies, answer questions), \
    `send` (send messages in the owner's name), `manage` (change modes, rules, memory, tokens, webhooks) and `login` \
    (log accounts in and out). Whose token it is sees their own accounts only. People, invitations, passwords, \
    passkeys and sessions are not in it: those are kept to the pages, where whoever changes them proves again who \
    they are, which a token cannot.\n\n\
    Times are milliseconds since 1970 (UTC); chats and people have Telegram's numbers (groups and \
    channels negative); everything else has a ULID. Lists come in parts: `limit` and `cursor`, and \
    `next` is the cursor of the part that follows. Errors are problem+json (RFC 9457) with a `code` to go by; their \
    `title` and `detail` are in English, or in Russian by `Accept-Language`.";

/// What stands above all endpoints.
pub(super) fn head() -> OpenApi {
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of `aitwin token make` or of `POST /api/v1/tokens`."))
        .build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("AI Twin")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(ABOUT))
                .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
                .build(),
        )
        .components(Some(
            COMMON
                .iter()
                .fold(ComponentsBuilder::new(), |components, Common { name, description, .. }| {
                    components.response(*name, problem(description))
                })
                .security_scheme(TOKEN, SecurityScheme::Http(token))
                .schema(ProblemBody::name(), ProblemBody::schema())
                .build(),
        ))
        .security(Some([SecurityRequirement::new(TOKEN, Vec::<String>::new())]))
        .build()
}

/// The document with the problems that any endpoint may answer with.
pub(super) fn finished(mut document: OpenApi) -> OpenApi {
    let shapes = document.components.as_ref().map(|components| &components.schemas);
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(operation_id(method, path));
            problems(path, operation);
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                let may_be_missing = shapes.is_some_and(|shapes| needs_nothing(body, shapes));
                body.required = Some(if may_be_missing { Required::False } else { Required::True });
            }
        }
    }
    document
}

/// What generators of clients call an operation: its method and its path, which no other has.
fn operation_id(method: &str, path: &str) -> String {
    let path = path.trim_start_matches("/api/v1");
    let words = path.split(['/', '{', '}', '.', '-']).filter(|word| !word.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

/// Whether all fields of a body may be left out, and so the body itself.
fn needs_nothing(body: &RequestBody, shapes: &BTreeMap<String, RefOr<Schema>>) -> bool {
    let shape = body.content.values().find_map(|content| match content {
        RefOr::T(Content { schema: Some(RefOr::Ref(shape)), .. }) => {
            shapes.get(shape.ref_location.rsplit('/').next()?)
        }
        _ => None,
    });
    matches!(shape, Some(RefOr::T(Schema::Object(object))) if object.required.is_empty())
}

fn problems(path: &str, operation: &mut Operation) {
    let has_body = operation.request_body.is_some();
    let has_id = path.contains('{');
    let responses = &mut operation.responses.responses;
    for Common { status, name, when, .. } in COMMON {
        let applies = match when {
            When::Always => true,
            When::Body => has_body,
            When::Identifier => has_id,
        };
        if applies && !responses.contains_key(status) {
            responses.insert(status.to_owned(), RefOr::Ref(Ref::from_response_name(name)));
        }
    }
    // What an endpoint says of errors of its own has the same shape.
    for (status, response) in responses {
        if let (true, RefOr::T(response)) = (status.starts_with(['4', '5']), response) {
            *response = problem(&response.description);
        }
    }
}

/// A problem that any endpoint may answer with.
struct Common {
    status: &'static str,
    name: &'static str,
    description: &'static str,
    when: When,
}

enum When {
    Always,
    /// Where there is a body.
    Body,
    /// Where the path names something.
    Identifier,
}

const COMMON: [Common; 8] = [
    Common {
        status: "400",
        name: "MalformedJson",
        description: "The body is no JSON.",
        when: When::Body,
    },
    Common {
        status: "401",
        name: "NoToken",
        description: "No token, or one that is not valid.",
        when: When::Always,
    },
    Common {
        status: "403",
        name: "MissingScope",
        description: "The token lacks the scope.",
        when: When::Always,
    },
    Common {
        status: "404",
        name: "NotFound",
        description: "Nothing of the owner's has this identifier.",
        when: When::Identifier,
    },
    Common {
        status: "413",
        name: "TooLarge",
        description: "The body is too long.",
        when: When::Body,
    },
    Common {
        status: "415",
        name: "NotJson",
        description: "The body is no `application/json`.",
        when: When::Body,
    },
    Common {
        status: "422",
        name: "Invalid",
        description: "Something in the request cannot be used: `field` says what.",
        when: When::Always,
    },
    Common {
        status: "500",
        name: "Internal",
        description: "Something failed here.",
        when: When::Always,
    },
];

fn problem(description: &str) -> Response {
    let shape = RefOr::Ref(Ref::from_schema_name(ProblemBody::name()));
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", Content::new(Some(shape)))
        .build()
}

/// `GET /api/openapi.json`: the document itself, for whoever asks.
pub(super) async fn get() -> impl IntoResponse {
    Json(super::document())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_operations_have_one_name() {
        assert_eq!(
            operation_id("post", "/api/v1/accounts/{account}/log_out"),
            "post_accounts_account_log_out"
        );
        let document = super::super::document();
        let items = document.paths.paths.values();
        let operations = items.flat_map(|item| {
            [&item.get, &item.post, &item.put, &item.patch, &item.delete].into_iter().flatten()
        });
        let mut seen = HashSet::new();
        for operation in operations {
            let name = operation.operation_id.as_deref().unwrap();
            assert!(seen.insert(name.to_owned()), "{name}");
        }
        assert!(seen.len() > 50, "{}", seen.len());
    }
}

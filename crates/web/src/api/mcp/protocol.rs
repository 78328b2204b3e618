//! The protocol's messages: JSON-RPC 2.0, in two generations. Up to 2025-11-25 a client first shakes hands
//! (`initialize`); from 2026-07-28 on every request says by itself which version it speaks, in `_meta`.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::api::take::has_nul;

/// The versions with a handshake, the newest last.
const WITH_HANDSHAKE: [&str; 4] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

/// The version without one.
const WITHOUT: &str = "2026-07-28";

/// Where a request without a handshake says which version it speaks.
const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";

/// Where an answer to it says who answers.
const SERVER_KEY: &str = "io.modelcontextprotocol/serverInfo";

// JSON-RPC's codes, and the protocol's own.
const PARSE_ERROR: i64 = -32_700;
const INVALID_REQUEST: i64 = -32_600;
const NO_METHOD: i64 = -32_601;
const INVALID_PARAMS: i64 = -32_602;
const HEADER_MISMATCH: i64 = -32_020;
const NO_VERSION: i64 = -32_022;

/// What came in.
pub(super) enum Incoming {
    /// A request, which is answered.
    Asked(Asked),
    /// Something that needs no answer.
    Told,
}

/// A request.
pub(super) struct Asked {
    id: Value,
    pub(super) method: String,
    pub(super) params: Value,
    /// Whether it speaks the version without a handshake.
    is_modern: bool,
}

/// A request that is not done.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    id: Value,
    code: i64,
    message: String,
    data: Value,
}

impl Incoming {
    pub(super) fn read(body: &[u8], headers: &HeaderMap) -> Result<Self, Failure> {
        let bad = StatusCode::BAD_REQUEST;
        let message: Value = serde_json::from_slice(body)
            .map_err(|error| Failure::new(bad, Value::Null, PARSE_ERROR, &error.to_string()))?;
        let invalid = |why: &str| Failure::new(bad, Value::Null, INVALID_REQUEST, why);
        // No database takes it, and no text needs it.
        if has_nul(&message) {
            return Err(invalid("no text may hold the character 0"));
        }
        let Value::Object(message) = message else {
            return Err(invalid("one JSON-RPC message is expected, an object"));
        };
        if message.get("jsonrpc") != Some(&json!("2.0")) {
            return Err(invalid("jsonrpc must be \"2.0\""));
        }
        let Some(method) = message.get("method") else {
            // An answer, although nothing was asked.
            return Ok(Self::Told);
        };
        let method = method.as_str().ok_or_else(|| invalid("method must be a string"))?.to_owned();
        let Some(id) = message.get("id").cloned() else { return Ok(Self::Told) };
        if !id.is_string() && !id.is_number() {
            return Err(invalid("id must be a string or a number"));
        }
        let params = message.get("params").cloned().unwrap_or_else(|| json!({}));
        let mut asked = Asked { id, method, params, is_modern: false };
        asked.look_at_version(headers)?;
        Ok(Self::Asked(asked))
    }
}

impl Asked {
    fn look_at_version(&mut self, headers: &HeaderMap) -> Result<(), Failure> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let by_header = header("mcp-protocol-version");
        let Some(version) = self.params["_meta"][VERSION_KEY].as_str().map(str::to_owned) else {
            // Which version the handshake has ended with is not kept here: any of them will do.
            return match by_header {
                Some(version)
                    if !WITH_HANDSHAKE.contains(&version) && self.method != "initialize" =>
                {
                    Err(self.no_version(version))
                }
                _ => Ok(()),
            };
        };
        let says_otherwise = [
            (by_header, version.as_str()),
            (header("mcp-method"), &self.method),
            (header("mcp-name"), self.params["name"].as_str().unwrap_or_default()),
        ]
        .into_iter()
        .any(|(header, body)| header.is_some_and(|header| header != body));
        if says_otherwise {
            let why = "a header says something else than the body";
            return Err(self.failure(StatusCode::BAD_REQUEST, HEADER_MISMATCH, why));
        }
        if version != WITHOUT {
            return Err(self.no_version(&version));
        }
        self.is_modern = true;
        Ok(())
    }

    /// The answer.
    pub(super) fn answer(&self, mut result: Value) -> Response {
        if self.is_modern
            && let Some(fields) = result.as_object_mut()
        {
            fields.insert("resultType".to_owned(), json!("complete"));
            fields.insert("_meta".to_owned(), json!({ SERVER_KEY: server() }));
            if matches!(&*self.method, "tools/list" | "server/discover") {
                // What a token may do is its holder's business.
                fields.insert("ttlMs".to_owned(), json!(0));
                fields.insert("cacheScope".to_owned(), json!("private"));
            }
        }
        Json(json!({ "jsonrpc": "2.0", "id": self.id, "result": result })).into_response()
    }

    fn failure(&self, status: StatusCode, code: i64, message: &str) -> Failure {
        Failure::new(status, self.id.clone(), code, message)
    }

    fn no_version(&self, requested: &str) -> Failure {
        let mut supported = WITH_HANDSHAKE.to_vec();
        supported.push(WITHOUT);
        let message = "this version of the protocol is not spoken here";
        Failure {
            data: json!({ "supported": supported, "requested": requested }),
            ..self.failure(StatusCode::BAD_REQUEST, NO_VERSION, message)
        }
    }
}

impl Failure {
    fn new(status: StatusCode, id: Value, code: i64, message: &str) -> Self {
        Self { status, id, code, message: message.to_owned(), data: Value::Null }
    }

    /// There is no such method.
    pub(super) fn no_method(asked: &Asked) -> Self {
        // Before the last version an error of a method was no error of HTTP.
        let status = if asked.is_modern { StatusCode::NOT_FOUND } else { StatusCode::OK };
        asked.failure(status, NO_METHOD, "no such method")
    }

    /// There is no such tool, or none for this token.
    pub(super) fn no_tool(asked: &Asked) -> Self {
        let status = if asked.is_modern { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        let message =
            "no such tool, or the token's scopes do not allow it; tools/list names those there are";
        asked.failure(status, INVALID_PARAMS, message)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut error = Map::from_iter([
            ("code".to_owned(), json!(self.code)),
            ("message".to_owned(), json!(self.message)),
        ]);
        if !self.data.is_null() {
            error.insert("data".to_owned(), self.data);
        }
        let body = json!({ "jsonrpc": "2.0", "id": self.id, "error": error });
        (self.status, Json(body)).into_response()
    }
}

/// The answer to a handshake: the version that the client speaks, if it is spoken here.
pub(super) fn initialized(asked: &Asked, instructions: &str) -> Value {
    let wanted = asked.params["protocolVersion"].as_str().unwrap_or_default();
    let [.., newest] = WITH_HANDSHAKE;
    let version = if WITH_HANDSHAKE.contains(&wanted) { wanted } else { newest };
    json!({
        "protocolVersion": version,
        "capabilities": { "tools": {} },
        "serverInfo": server(),
        "instructions": instructions,
    })
}

/// What is told to whoever asks without a handshake.
pub(super) fn discovered(instructions: &str) -> Value {
    json!({
        "supportedVersions": [WITHOUT],
        "capabilities": { "tools": {} },
        "instructions": instructions,
    })
}

fn server() -> Value {
    json!({ "name": "aitwin", "title": "AI Twin", "version": env!("CARGO_PKG_VERSION") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &Value, version: Option<&'static str>) -> Result<Incoming, Failure> {
        let mut headers = HeaderMap::new();
        if let Some(version) = version {
            headers.insert("mcp-protocol-version", version.parse().unwrap());
        }
        Incoming::read(body.to_string().as_bytes(), &headers)
    }

    #[test]
    fn what_is_no_request_of_the_protocol_is_refused_by_its_code() {
        let code = |body: Value| read(&body, None).err().map(|failure| failure.code);
        assert_eq!(Incoming::read(b"{", &HeaderMap::new()).err().unwrap().code, PARSE_ERROR);
        for wrong in [
            json!([]),
            json!("ping"),
            json!({"id": 1, "method": "ping"}),
            json!({"jsonrpc": "2.0", "id": 1, "method": 5}),
            json!({"jsonrpc": "2.0", "id": null, "method": "ping"}),
        ] {
            assert_eq!(code(wrong.clone()), Some(INVALID_REQUEST), "{wrong}");
        }
        for told in [
            json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
            json!({"jsonrpc": "2.0", "id": 5, "result": {}}),
        ] {
            assert!(matches!(read(&told, None), Ok(Incoming::Told)), "{told}");
        }
    }

    #[test]
    fn both_generations_are_spoken_and_no_other() {
        let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
        let is_modern = |body: &Value, version| match read(body, version) {
            Ok(Incoming::Asked(asked)) => Ok(asked.is_modern),
            Ok(Incoming::Told) => panic!("it was a request"),
            Err(failure) => Err(failure.code),
        };
        assert_eq!(is_modern(&ping, None), Ok(false));
        assert_eq!(is_modern(&ping, Some("2025-06-18")), Ok(false));
        assert_eq!(is_modern(&ping, Some("1999-01-01")), Err(NO_VERSION));
        let modern = |version: &str| {
            let meta = json!({ VERSION_KEY: version });
            json!({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"_meta": meta}})
        };
        assert_eq!(is_modern(&modern(WITHOUT), None), Ok(true));
        assert_eq!(is_modern(&modern(WITHOUT), Some(WITHOUT)), Ok(true));
        assert_eq!(is_modern(&modern(WITHOUT), Some("2025-06-18")), Err(HEADER_MISMATCH));
        assert_eq!(is_modern(&modern("2030-01-01"), None), Err(NO_VERSION));
    }
}

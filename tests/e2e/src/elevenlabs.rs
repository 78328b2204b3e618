//! Whoever speaks and makes voices, on loopback: it answers as ElevenLabs documents, and keeps the voices that
//! are made there.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// The provider's own voice.
pub const STOCK: &str = "21m00Tcm4TlvDq8ikWAM";

/// A running provider.
pub struct ElevenLabs {
    server: MockServer,
    voices: Arc<Mutex<Vec<Value>>>,
}

impl ElevenLabs {
    /// Starts one that says whatever it is asked with this sound, OGG with Opus inside.
    pub async fn start(sound: Vec<u8>) -> Self {
        let server = MockServer::start().await;
        let voices = Arc::new(Mutex::new(vec![json!({
            "voice_id": STOCK, "name": "Rachel", "category": "premade", "description": null,
        })]));
        let answers = [("GET", "/v1/models", models()), ("GET", "/v1/user/subscription", plan())];
        for (verb, at, body) in answers {
            let answer = ResponseTemplate::new(200).set_body_json(body);
            Mock::given(method(verb)).and(path(at)).respond_with(answer).mount(&server).await;
        }
        let listed = Arc::clone(&voices);
        let list = move |_: &Request| {
            let voices = listed.lock().unwrap_or_else(PoisonError::into_inner).clone();
            ResponseTemplate::new(200).set_body_json(json!({ "voices": voices }))
        };
        let at = Mock::given(method("GET")).and(path("/v1/voices"));
        at.respond_with(list).mount(&server).await;
        let added = Arc::clone(&voices);
        let add = move |request: &Request| {
            let mut voices = added.lock().unwrap_or_else(PoisonError::into_inner);
            let id = format!("own-{}", voices.len());
            let body = String::from_utf8_lossy(&request.body).into_owned();
            let told = |name: &str| {
                let mark = format!("name=\"{name}\"\r\n\r\n");
                let told = body.split_once(&mark).and_then(|(_, rest)| rest.split("\r\n").next());
                told.unwrap_or_default().to_owned()
            };
            voices.push(json!({
                "voice_id": id, "name": told("name"), "category": "cloned",
                "description": told("description"),
            }));
            let answer = json!({ "voice_id": id, "requires_verification": false });
            ResponseTemplate::new(200).set_body_json(answer)
        };
        let at = Mock::given(method("POST")).and(path("/v1/voices/add"));
        at.respond_with(add).mount(&server).await;
        let kept = Arc::clone(&voices);
        let delete = move |request: &Request| {
            let id = request.url.path().rsplit('/').next().unwrap_or_default().to_owned();
            let mut voices = kept.lock().unwrap_or_else(PoisonError::into_inner);
            voices.retain(|voice| voice["voice_id"] != id.as_str());
            ResponseTemplate::new(200).set_body_json(json!({ "status": "ok" }))
        };
        let at = Mock::given(method("DELETE")).and(path_regex("^/v1/voices/[^/]+$"));
        at.respond_with(delete).mount(&server).await;
        let said = ResponseTemplate::new(200).set_body_raw(sound, "audio/ogg");
        let at = Mock::given(method("POST")).and(path_regex("^/v1/text-to-speech/[^/]+$"));
        at.respond_with(said).mount(&server).await;
        Self { server, voices }
    }

    /// How the settings name it as who speaks.
    pub fn mouth(&self) -> String {
        format!("elevenlabs:eleven_multilingual_v2@{}/v1", self.server.uri())
    }

    /// What the voices there are called, the provider's own aside.
    pub fn own_voices(&self) -> Vec<String> {
        let voices = self.voices.lock().unwrap_or_else(PoisonError::into_inner);
        let own = voices.iter().filter(|voice| voice["category"] == "cloned");
        own.filter_map(|voice| voice["name"].as_str().map(str::to_owned)).collect()
    }

    /// The bodies of what was sent to a path.
    pub async fn sent_to(&self, path: &str) -> Vec<Vec<u8>> {
        let requests = self.server.received_requests().await.unwrap_or_default();
        let there = requests.into_iter().filter(|request| request.url.path() == path);
        there.map(|request| request.body).collect()
    }
}

fn models() -> Value {
    let model = |id: &str, name: &str, languages: &[&str]| {
        let languages: Vec<Value> =
            languages.iter().map(|code| json!({ "language_id": code, "name": code })).collect();
        json!({
            "model_id": id, "name": name, "can_do_text_to_speech": true,
            "maximum_text_length_per_request": 10_000, "languages": languages,
        })
    };
    let many = ["en", "ru", "de", "fr", "es", "it", "pl", "pt", "ja", "zh", "ko", "tr"];
    json!([
        model("eleven_multilingual_v2", "Eleven Multilingual v2", &many),
        model("eleven_v3", "Eleven v3", &many),
        model("eleven_flash_v2_5", "Eleven Flash v2.5", &many[..8]),
    ])
}

fn plan() -> Value {
    json!({
        "tier": "starter", "character_count": 4_210, "character_limit": 30_000,
        "next_character_count_reset_unix": 1_830_000_000, "voice_slots_used": 1, "voice_limit": 10,
        "can_use_instant_voice_cloning": true, "status": "active",
    })
}

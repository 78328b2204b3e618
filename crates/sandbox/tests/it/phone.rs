//! The phone page: its files, and the calls that it makes.

use std::time::Duration;

use reqwest::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use reqwest::{Client, Response, StatusCode};
use sandbox::{Activity, NewBot, NewGroup};
use serde_json::{Value, json};

use crate::support::{ANNA, OLEG, VERA, World};

const RECORDING: &[u8] = include_bytes!("../data/recording.webm");
/// How long an event may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(20);

struct Phone {
    http: Client,
    base: String,
}

impl Phone {
    fn of(world: &World) -> Phone {
        let base = format!("http://{}/phone/", world.sandbox.control_address());
        Phone { http: Client::new(), base }
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.base)).send().await.unwrap()
    }

    async fn json(&self, path: &str) -> Value {
        let answer = self.get(&format!("api/{path}")).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> StatusCode {
        let request = self.http.post(format!("{}api/{path}", self.base)).json(&body);
        request.send().await.unwrap().status()
    }

    async fn follow(&self, who: &str) -> Live {
        let answer = self.get(&format!("api/events?of={who}")).await;
        assert_eq!(answer.headers()[CONTENT_TYPE], "text/event-stream");
        let mut live = Live { answer, read: Vec::new() };
        assert_eq!(live.next().await, Some(json!({"event": "ready"})));
        live
    }
}

/// A stream of events.
struct Live {
    answer: Response,
    read: Vec<u8>,
}

impl Live {
    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            let end = self.read.windows(2).position(|end| end == b"\n\n");
            let Some(end) = end else {
                let chunk = tokio::time::timeout(PATIENCE, self.answer.chunk()).await;
                self.read.extend(chunk.expect("something comes").unwrap()?);
                continue;
            };
            let event: Vec<u8> = self.read.drain(..end + 2).collect();
            let event = String::from_utf8(event).unwrap();
            if let Some(data) = event.lines().find_map(|line| line.strip_prefix("data: ")) {
                return Some(serde_json::from_str(data).unwrap());
            }
        }
    }

    async fn event(&mut self, name: &str) -> Value {
        let event = self.next().await.expect("an event");
        assert_eq!(event["event"], name, "{event}");
        event
    }
}

#[tokio::test]
async fn the_page_and_all_that_it_loads_come_from_here() {
    let world = World::new().await;
    let phone = Phone::of(&world);
    let page = phone.get("?as=%2B79990000001").await;
    assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    let mut open = vec!["index.html".to_owned(), "words/en.json".into(), "words/ru.json".into()];
    let mut seen = Vec::new();
    while let Some(name) = open.pop() {
        let file = phone.get(&name).await;
        assert_eq!(file.status(), StatusCode::OK, "{name}");
        assert_eq!(file.headers()["x-content-type-options"], "nosniff", "{name}");
        let text = file.text().await.unwrap();
        assert!(!text.contains("//cdn") && !text.contains(" style=\""), "{name}");
        let named = text.split('"').filter_map(|quoted| {
            let name = quoted.strip_prefix("./").unwrap_or(quoted);
            let is_file = [".js", ".css", ".svg"].iter().any(|end| name.ends_with(end));
            (is_file && !name.contains(['/', ' '])).then(|| name.to_owned())
        });
        let named: Vec<String> = named.filter(|name| !seen.contains(name)).collect();
        seen.extend(named.clone());
        open.extend(named);
    }
    assert!(seen.len() > 12, "{seen:?}");
    let without_slash = Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let address = format!("{}?as=%2B7", phone.base.trim_end_matches('/'));
    let led = without_slash.unwrap().get(address).send().await.unwrap();
    assert_eq!(led.headers()["location"], "/phone/?as=%2B7");
    for nothing in ["nothing.js", "../Cargo.toml", "words/de.json", "api/nothing", "words"] {
        assert_eq!(phone.get(nothing).await.status(), StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test]
async fn a_phone_reads_no_codes_and_makes_no_accounts() {
    let world = World::new().await;
    let phone = Phone::of(&world);
    // Where an account is logged in, Telegram sends its codes as messages.
    let _vera = world.login(VERA).await;
    world.stranger().await.request_code(VERA).await;
    assert_eq!(
        phone.get(&format!("api/accounts/{VERA}/code")).await.status(),
        StatusCode::NOT_FOUND
    );
    let account = json!({"phone": "+70000000", "first_name": "X"});
    assert!(phone.post("accounts", account).await.is_client_error());
    assert_eq!(world.control().accounts().len(), 3);
    // The code comes as a message, as to any telephone.
    let chats = phone.json("dialogs?of=vera").await;
    assert_eq!((&chats[0]["name"], &chats[0]["title"]), (&json!("777000"), &json!("Telegram")));
    let code = world.control().login_code(VERA).unwrap();
    assert!(chats[0]["last"]["text"].as_str().unwrap().contains(&code));
}

#[tokio::test]
async fn bots_are_marked_and_keep_their_tokens() {
    let world = World::new().await;
    let phone = Phone::of(&world);
    let bot = NewBot { name: "Эхо".into(), username: "echo_bot".into(), ..NewBot::default() };
    let bot = world.control().create_bot(&bot).unwrap();
    let people = phone.json("people").await;
    let secret = bot.token.split_once(':').unwrap().1;
    assert!(!people.to_string().contains(secret), "{people}");
    let people = people.as_array().unwrap();
    let marked = people.iter().filter(|person| person["bot"] == json!(true));
    let names: Vec<_> = marked.map(|person| person["username"].as_str().unwrap()).collect();
    assert!(names.contains(&"echo_bot"), "{names:?}");
    assert_eq!(people[0]["first_name"], "Вера");
    let to_bot = json!({"from": VERA, "to": "echo_bot", "text": "/start"});
    assert_eq!(phone.post("messages", to_bot).await, StatusCode::CREATED);
    let chats = phone.json("dialogs?of=vera").await;
    assert_eq!((&chats[0]["name"], &chats[0]["title"]), (&json!("echo_bot"), &json!("Эхо")));
    assert_eq!(phone.json("dialogs?of=echo_bot").await[0]["name"], VERA);
}

#[tokio::test]
async fn other_sites_change_nothing() {
    let world = World::new().await;
    let phone = Phone::of(&world);
    let control = format!("http://{}/", world.sandbox.control_address());
    for base in [format!("{}api/", phone.base), control] {
        for (name, value, status) in [
            ("sec-fetch-site", "same-origin", StatusCode::CREATED),
            ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
            ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
            ("origin", "http://evil.example", StatusCode::FORBIDDEN),
            ("host", "evil.example", StatusCode::FORBIDDEN),
        ] {
            let request = phone.http.post(format!("{base}files")).header(name, value).body("bytes");
            assert_eq!(request.send().await.unwrap().status(), status, "{name}: {value}");
        }
        let read = phone.http.get(format!("{base}groups")).header("sec-fetch-site", "none");
        assert_eq!(read.send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn the_list_of_chats_says_what_a_telephone_shows() {
    let world = World::new().await;
    let (control, phone) = (world.control(), Phone::of(&world));
    control.send_message(OLEG, VERA, "раз").unwrap();
    control.send_message(OLEG, VERA, "два").unwrap();
    world.pass(Duration::from_secs(60));
    let group = control
        .create_group(&NewGroup {
            title: "Поход".into(),
            creator: ANNA.into(),
            members: vec![VERA.into()],
            ..NewGroup::default()
        })
        .unwrap();
    let draft = json!({"of": VERA, "with": OLEG, "text": "потом", "reply_to": 2});
    assert_eq!(phone.post("drafts", draft).await, StatusCode::NO_CONTENT);
    let online = json!({"of": OLEG, "online": true});
    assert_eq!(phone.post("presence", online).await, StatusCode::NO_CONTENT);

    let chats = phone.json("dialogs?of=vera").await;
    let names: Vec<_> = chats.as_array().unwrap().iter().map(|chat| &chat["title"]).collect();
    assert_eq!(names, ["Поход", "Олег"], "the last written to comes first");
    assert_eq!((&chats[0]["peer"], &chats[0]["unread"]), (&json!(group.id), &json!(1)));
    assert!(chats[0].get("presence").is_none() && chats[0].get("draft").is_none());
    let oleg = &chats[1];
    assert_eq!(oleg["name"], OLEG);
    assert_eq!((&oleg["unread"], &oleg["pinned"]), (&json!(2), &json!(false)));
    assert_eq!((&oleg["last"]["text"], &oleg["last"]["out"]), (&json!("два"), &json!(false)));
    assert_eq!((&oleg["draft"]["text"], &oleg["draft"]["reply_to"]), (&json!("потом"), &json!(2)));
    let until = oleg["presence"]["online_until"].as_i64().unwrap();

    // Five minutes later nobody knows better.
    world.pass(Duration::from_secs(301));
    let chats = phone.json("dialogs?of=vera").await;
    assert_eq!(chats[1]["presence"], json!({"last_seen": until}));
    let nothing = json!({"of": VERA, "with": OLEG});
    assert_eq!(phone.post("drafts", nothing).await, StatusCode::NO_CONTENT);
    assert!(phone.json("dialogs?of=vera").await[1].get("draft").is_none());
}

#[tokio::test]
async fn chats_that_a_client_pins_stand_above_the_others() {
    use grammers_client::tl::{enums, functions, types};
    let world = World::new().await;
    let (control, phone) = (world.control(), Phone::of(&world));
    let vera = world.login(VERA).await;
    control.send_message(OLEG, VERA, "раз").unwrap();
    world.pass(Duration::from_secs(60));
    control.send_message(ANNA, VERA, "два").unwrap();
    let mut live = phone.follow("vera").await;
    let peer: enums::InputPeer = vera.peer("oleg").await.into();
    let peer = types::InputDialogPeer { peer }.into();
    vera.call(functions::messages::ToggleDialogPin { pinned: true, peer }).await;
    let pinned = live.event("pinned").await;
    let chats = phone.json("dialogs?of=vera").await;
    assert_eq!((&chats[0]["title"], &chats[0]["pinned"]), (&json!("Олег"), &json!(true)));
    assert_eq!(pinned["peers"], json!([chats[0]["peer"]]));
}

#[tokio::test]
async fn what_happens_is_told_live_and_in_order() {
    let world = World::new().await;
    let (control, phone) = (world.control(), Phone::of(&world));
    let mut live = phone.follow("vera").await;
    control.set_typing(OLEG, VERA, Activity::RecordVoice).unwrap();
    let typing = live.event("typing").await;
    assert_eq!(typing["action"], "record_voice");
    let sent = control.send_message(OLEG, VERA, "Привет\n\ndata: мир").unwrap();
    let message = live.event("new_message").await;
    assert_eq!(message["text"], "Привет\n\ndata: мир");
    assert_eq!((&message["peer"], &message["out"]), (&typing["peer"], &json!(false)));
    control.edit_message(OLEG, VERA, sent.id, "Привет").unwrap();
    assert_eq!(live.event("edited").await["text"], "Привет");
    control.set_online(OLEG, true).unwrap();
    let presence = live.event("presence").await;
    assert_eq!(presence["peer"], typing["peer"]);
    assert!(presence["presence"]["online_until"].is_i64(), "{presence}");
    // Said again it is no news.
    control.set_online(OLEG, true).unwrap();
    control.set_online(OLEG, false).unwrap();
    assert!(live.event("presence").await["presence"]["last_seen"].is_i64());
    control.save_draft(VERA, OLEG, "и", None).unwrap();
    assert_eq!(live.event("draft").await["peer"], typing["peer"]);
    control.delete_messages(OLEG, VERA, &[sent.id], true).unwrap();
    assert_eq!(live.event("deleted").await["ids"], json!([message["id"]]));
}

#[tokio::test]
async fn whoever_is_online_is_seen_by_clients_too() {
    use grammers_client::tl::enums::{Update, UserStatus};
    let world = World::new().await;
    let control = world.control();
    control.send_message(OLEG, VERA, "раз").unwrap();
    let mut vera = world.login(VERA).await;
    control.set_online(OLEG, true).unwrap();
    loop {
        if let Update::UserStatus(update) = vera.next_raw().await {
            assert!(matches!(update.status, UserStatus::Online(_)), "{update:?}");
            return;
        }
    }
}

#[tokio::test]
async fn a_watcher_that_reads_too_slowly_is_told_to_read_anew() {
    let world = World::new().await;
    let (control, phone) = (world.control(), Phone::of(&world));
    let mut live = phone.follow("vera").await;
    // All at once: the stream's task gets no turn meanwhile.
    for _ in 0..2000 {
        control.set_typing(OLEG, VERA, Activity::Typing).unwrap();
    }
    live.event("missed").await;
    // What is still known is told, and so is what comes next.
    control.send_message(OLEG, VERA, "раз").unwrap();
    let mut told = 0;
    while live.next().await.expect("the stream stays open")["event"] == "typing" {
        told += 1;
    }
    assert!((1..2000).contains(&told), "{told}");
}

#[tokio::test]
async fn a_sandbox_that_stops_waits_for_no_watcher() {
    let world = World::new().await;
    let phone = Phone::of(&world);
    let mut live = phone.follow("vera").await;
    let stop = world.sandbox.stop();
    tokio::time::timeout(Duration::from_secs(3), stop).await.expect("the sandbox stops at once");
    assert_eq!(live.next().await, None);
}

#[tokio::test]
async fn a_recording_becomes_a_voice_note() {
    let world = World::new().await;
    let phone = Phone::of(&world);
    let url = format!("{}api/ogg", phone.base);
    let ogg = phone.http.post(&url).body(RECORDING).send().await.unwrap();
    assert_eq!(
        (ogg.status(), &ogg.headers()[CONTENT_TYPE]),
        (StatusCode::OK, &"audio/ogg".parse().unwrap())
    );
    let ogg = ogg.bytes().await.unwrap();
    assert!(ogg.starts_with(b"OggS") && ogg.windows(8).any(|part| part == b"OpusHead"));
    let files = format!("{}api/files?kind=voice&duration=2&waveform=00ff", phone.base);
    let file: Value =
        phone.http.post(files).body(ogg.clone()).send().await.unwrap().json().await.unwrap();
    assert_eq!((&file["kind"], &file["mime"]), (&json!("voice"), &json!("audio/ogg")));
    let message = json!({"from": VERA, "to": OLEG, "file": file["id"]});
    assert_eq!(phone.post("messages", message).await, StatusCode::CREATED);
    let id = file["id"].as_str().unwrap();
    assert_eq!(phone.get(&format!("api/files/{id}")).await.bytes().await.unwrap(), ogg);
}

#[tokio::test]
async fn what_is_wrong_with_a_call_is_said() {
    let world = World::new().await;
    let phone = Phone::of(&world);
    for (path, status) in [
        ("api/dialogs", StatusCode::BAD_REQUEST),
        ("api/dialogs?of=nobody_here", StatusCode::NOT_FOUND),
        ("api/events", StatusCode::BAD_REQUEST),
        ("api/events?of=nobody_here", StatusCode::NOT_FOUND),
    ] {
        let answer = phone.get(path).await;
        assert_eq!(answer.status(), status, "{path}");
        assert!(answer.json::<Value>().await.unwrap()["error"].is_string(), "{path}");
    }
    let long = "x".repeat(4097);
    for (path, body, status) in [
        ("drafts", json!({"of": VERA}), StatusCode::UNPROCESSABLE_ENTITY),
        ("drafts", json!({"of": VERA, "with": "nobody_here"}), StatusCode::NOT_FOUND),
        (
            "drafts",
            json!({"of": VERA, "with": OLEG, "text": long}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("presence", json!({"of": VERA, "online": "yes"}), StatusCode::UNPROCESSABLE_ENTITY),
        ("presence", json!({"of": "nobody_here", "online": true}), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(phone.post(path, body.clone()).await, status, "{path} {body}");
    }
    let url = format!("{}api/ogg", phone.base);
    for (bytes, status) in [
        (Vec::new(), StatusCode::UNPROCESSABLE_ENTITY),
        (b"RIFF....WAVE".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
        (vec![0; 16 * 1024 * 1024 + 1], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = phone.http.post(&url).body(bytes).send().await.unwrap();
        assert_eq!(answer.status(), status);
    }
}

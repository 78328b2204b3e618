//! What is sent, once at most, in whose name.

use bots::BotApi;
use domain::{
    BotConnector as _, BusinessRights, ChatAction, Event, MessageId, MessengerError, PeerId,
    VoiceNote,
};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wiremock::ResponseTemplate;

use crate::stage::{SECRET, Stage, fails, ok, whole};

const ANNA: PeerId = PeerId(7);

#[tokio::test]
async fn a_text_goes_out_as_it_is() {
    let stage = Stage::new().await;
    stage.answers("sendMessage", ok(json!({"message_id": 5, "date": 1_784_116_801}))).await;
    let line = stage.connect().await;
    let sent = line.send_text(ANNA, "*привет* <b>", 1, Some(MessageId(4))).await.unwrap();
    assert_eq!(sent.id, MessageId(5));
    let call = &stage.calls("sendMessage").await[0];
    assert_eq!((&call["chat_id"], &call["text"]), (&json!(7), &json!("*привет* <b>")));
    assert_eq!(call["reply_parameters"]["message_id"], json!(4));
    assert!(call.get("parse_mode").is_none(), "no sign of it is a mark");
}

#[tokio::test]
async fn what_may_have_arrived_is_lost_and_what_has_not_may_be_tried_again() {
    let stage = Stage::new().await;
    let line = stage.connect().await;
    assert!(!line.knows_again(ANNA));
    for lost in
        [fails(500, "Internal Server Error"), ResponseTemplate::new(200).set_body_string("<")]
    {
        stage.answers_once("sendMessage", lost).await;
        let error = line.send_text(ANNA, "привет", 1, None).await.unwrap_err();
        assert!(matches!(error, MessengerError::Lost(_)) && !error.is_transient(), "{error:?}");
    }
    stage.answers_once("sendMessage", fails(429, "Too Many Requests: retry after 30")).await;
    let error = line.send_text(ANNA, "привет", 1, None).await.unwrap_err();
    assert!(matches!(error, MessengerError::FloodWait(_)));
    stage.answers_once("sendMessage", fails(403, "Forbidden: bot was blocked by the user")).await;
    let error = line.send_text(ANNA, "привет", 1, None).await.unwrap_err();
    assert!(matches!(&error, MessengerError::Refused { reason } if reason.contains("blocked")));
    assert!(!whole(&error).contains(SECRET));
}

/// Reads a request to the end of its head, and what little stands below it.
async fn request(stream: &mut TcpStream) {
    let mut read = vec![0; 4_096];
    assert_ne!(stream.read(&mut read).await.unwrap(), 0);
}

#[tokio::test]
async fn a_line_that_is_cut_after_the_request_has_perhaps_carried_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let Stage { clock, session, .. } = Stage::empty().await;
    let api = BotApi::new(address.parse().unwrap(), clock).unwrap();
    let me = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        request(&mut stream).await;
        let body = r#"{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"b"}}"#;
        let head = format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    };
    let (line, ()) = tokio::join!(api.connect(session), me);
    let line = line.unwrap();

    let cut = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        request(&mut stream).await;
    };
    let (sent, ()) = tokio::join!(line.send_text(ANNA, "привет", 1, None), cut);
    assert!(matches!(sent, Err(MessengerError::Lost(_))), "{sent:?}");

    drop(listener);
    let sent = line.send_text(ANNA, "привет", 1, None).await;
    assert!(matches!(&sent, Err(error) if error.is_transient()), "nothing was sent: {sent:?}");
}

#[tokio::test]
async fn in_a_persons_name_only_what_they_allow_is_done() {
    let stage = Stage::new().await;
    stage.answers("sendMessage", ok(json!({"message_id": 5, "date": 1}))).await;
    stage.answers("sendVoice", ok(json!({"message_id": 6, "date": 1}))).await;
    stage.answers("sendChatAction", ok(json!(true))).await;
    stage.answers("readBusinessMessage", ok(json!(true))).await;
    stage.answers("deleteBusinessMessages", ok(json!(true))).await;
    let line = stage.connect().await;
    let behalf = line.on_behalf().unwrap();

    let all = BusinessRights { reply: true, read: true, delete: true };
    let speaker = behalf.speaker("c1", all);
    speaker.send_text(ANNA, "привет", 1, None).await.unwrap();
    speaker.set_action(ANNA, ChatAction::Typing).await.unwrap();
    speaker.mark_read(ANNA, MessageId(4)).await.unwrap();
    speaker.delete_messages(ANNA, &[MessageId(5)]).await.unwrap();
    let note = VoiceNote { ogg: b"OggS".to_vec(), seconds: 2, waveform: [0; 63] };
    speaker.send_voice(ANNA, &note, 2, None).await.unwrap();
    for method in ["sendMessage", "sendChatAction", "readBusinessMessage", "deleteBusinessMessages"]
    {
        assert_eq!(stage.calls(method).await[0]["business_connection_id"], json!("c1"), "{method}");
    }

    let mute = behalf.speaker("c2", BusinessRights::default());
    let refused = mute.send_text(ANNA, "привет", 1, None).await;
    assert!(matches!(refused, Err(MessengerError::Refused { .. })));
    mute.set_action(ANNA, ChatAction::Typing).await.unwrap();
    mute.mark_read(ANNA, MessageId(4)).await.unwrap();
    assert!(mute.delete_messages(ANNA, &[MessageId(5)]).await.is_err());
    assert_eq!(
        stage.calls("sendMessage").await.len(),
        1,
        "nobody was asked for what is not allowed"
    );
    assert_eq!(stage.calls("readBusinessMessage").await.len(), 1);

    // That the token is gone ends the bot's line, and nobody's session.
    stage.answers_once("sendMessage", fails(401, "Unauthorized")).await;
    let ended = speaker.send_text(ANNA, "привет", 3, None).await;
    assert!(matches!(&ended, Err(MessengerError::Unreachable(_))), "{ended:?}");
}

/// An update: Anna has sent the message 5, whose file the bot asks for by `f`.
fn a_voice_note() -> ResponseTemplate {
    ok(json!([{"update_id": 1, "message": {
        "message_id": 5, "date": 1, "voice": {"file_id": "f", "duration": 3},
        "from": {"id": 7, "is_bot": false, "first_name": "Анна"},
        "chat": {"id": 7, "type": "private", "first_name": "Анна"},
    }}]))
}

#[tokio::test]
async fn a_file_that_is_not_there_is_no_token_that_is_gone() {
    let stage = Stage::new().await;
    stage.answers_once("getUpdates", a_voice_note()).await;
    let line = stage.connect().await;
    line.next_event().await.unwrap();
    let path = format!("/file/bot42:{SECRET}/voice/1.oga");
    let gone = fails(404, "Not Found");
    let mock = wiremock::Mock::given(wiremock::matchers::path(path)).respond_with(gone);
    mock.mount(&stage.server).await;
    stage.answers("getFile", ok(json!({"file_id": "f", "file_path": "voice/1.oga"}))).await;
    let found = line.file(ANNA, MessageId(5), 1_000).await;
    assert!(
        matches!(&found, Err(MessengerError::Refused { reason }) if reason == "FILE_NOT_FOUND"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_file_that_came_to_an_earlier_process_is_still_fetched() {
    let stage = Stage::new().await;
    stage.answers_once("getUpdates", a_voice_note()).await;
    let line = stage.connect().await;
    line.next_event().await.unwrap();
    assert_eq!(line.next_event().await.unwrap(), Event::CaughtUp);
    assert!(stage.session.files.lock().unwrap().is_empty(), "its message may not be stored yet");
    let later = json!({"update_id": 2, "message": {
        "message_id": 6, "date": 1, "text": "слышно?",
        "from": {"id": 7, "is_bot": false, "first_name": "Анна"},
        "chat": {"id": 7, "type": "private", "first_name": "Анна"},
    }});
    stage.answers_once("getUpdates", ok(json!([later]))).await;
    line.next_event().await.unwrap();
    assert_eq!(stage.session.files.lock().unwrap().len(), 1, "whoever asks for more has stored it");
    drop(line);

    let line = stage.connect().await;
    stage.answers("getFile", ok(json!({"file_id": "f", "file_path": "voice/1.oga"}))).await;
    let path = format!("/file/bot42:{SECRET}/voice/1.oga");
    let bytes = ResponseTemplate::new(200).set_body_bytes(b"OggS".as_slice());
    let mock = wiremock::Mock::given(wiremock::matchers::path(path)).respond_with(bytes);
    mock.mount(&stage.server).await;
    let found = line.file(ANNA, MessageId(5), 1_000).await.unwrap().unwrap();
    assert_eq!((found.bytes.as_slice(), &*found.mime), (b"OggS".as_slice(), "audio/ogg"));
    assert_eq!(stage.calls("getFile").await[0]["file_id"], json!("f"));
}

#[tokio::test]
async fn a_connection_that_is_gone_is_none() {
    let stage = Stage::new().await;
    let line = stage.connect().await;
    let told = json!({"id": "c1", "user": {"id": 500, "first_name": "Илья"}, "user_chat_id": 500,
        "date": 1_784_116_800, "is_enabled": true, "rights": {"can_reply": true}});
    stage.answers_once("getBusinessConnection", ok(told)).await;
    let found = line.on_behalf().unwrap().connection("c1").await.unwrap().unwrap();
    assert!(found.may_reply() && !found.rights.read);
    let gone = fails(400, "Bad Request: business connection not found");
    stage.answers_once("getBusinessConnection", gone).await;
    assert_eq!(line.on_behalf().unwrap().connection("c1").await.unwrap(), None);
}

//! Files that bots send and get.

use reqwest::Client;
use sandbox::{MediaKind, NewFile, NewMessage};
use serde_json::{Value, json};

use super::Program;
use crate::support::{OLEG, VERA, World};

/// What no sound has: all that could go wrong on the way.
const VOICE: &[u8] = b"OggS\x00\r\n--front\xff\xfe\n\r\n\x00end\r\n--";

async fn bytes_of(bot: &Program, file_id: &Value) -> Vec<u8> {
    let file = bot.call("getFile", json!({"file_id": file_id})).await;
    let path = file["file_path"].as_str().unwrap();
    let url = bot.url(path).replace("/bot", "/file/bot");
    let response = reqwest::get(url).await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    response.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_voice_note_goes_both_ways_byte_for_byte() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    let voice = NewFile { kind: MediaKind::Voice, duration: 3.0, ..NewFile::default() };
    let id = control.add_file(voice, VOICE).unwrap().id;
    let to_bot = NewMessage {
        from: VERA.into(),
        to: "echo_bot".into(),
        text: "послушай".into(),
        file: Some(id),
        ..NewMessage::default()
    };
    control.send(&to_bot).unwrap();
    let update = bot.update().await;
    let heard = &update["message"]["voice"];
    assert_eq!((&heard["duration"], &heard["mime_type"]), (&json!(3), &json!("audio/ogg")));
    assert_eq!(heard["file_size"], json!(VOICE.len()));
    assert_eq!(update["message"]["caption"], json!("послушай"));
    assert_eq!(bytes_of(&bot, &heard["file_id"]).await, VOICE);

    let vera = world.id(VERA).to_string();
    let params = [("chat_id", &*vera), ("duration", "2"), ("caption", "*ответ*")];
    let marked = [&params[..], &[("parse_mode", "Markdown")]].concat();
    let sent = bot.upload("sendVoice", &marked, ("voice", "a.ogg", VOICE)).await;
    assert_eq!(sent["result"]["caption"], json!("ответ"), "{sent}");
    let chat = control.conversation(VERA, "echo_bot").unwrap();
    let file = chat[1].file.clone().unwrap();
    assert_eq!((file.kind, file.duration), (MediaKind::Voice, Some(2)));
    assert_eq!(control.read_file(file.id, 0, 1000).unwrap(), VOICE);

    // Known by its name from now on, to this bot alone.
    let again = json!({"chat_id": vera, "voice": sent["result"]["voice"]["file_id"]});
    let again = bot.call("sendVoice", again).await;
    assert_eq!(bytes_of(&bot, &again["voice"]["file_id"]).await, VOICE);
    let other = world.bot_named("other_bot");
    let stolen = json!({"file_id": sent["result"]["voice"]["file_id"]});
    let refused = (400, "Bad Request: invalid file_id".to_owned());
    assert_eq!(other.refusal("getFile", stolen).await, refused);
}

#[tokio::test]
async fn every_kind_of_file_is_sent_and_shown_as_it_is() {
    let world = World::new().await;
    let bot = world.bot();
    world.control().send_message(VERA, "echo_bot", "hi").unwrap();
    let vera = world.id(VERA).to_string();
    let png = crate::files::png(4, 5);
    for (method, field, bytes, seen) in [
        ("sendDocument", "document", b"text".to_vec(), "file_name"),
        ("sendPhoto", "photo", png.clone(), ""),
        ("sendAudio", "audio", b"ID3".to_vec(), "duration"),
        ("sendVideo", "video", b"film".to_vec(), "width"),
        ("sendVideoNote", "video_note", b"film".to_vec(), "length"),
        ("sendAnimation", "animation", b"GIF89a".to_vec(), "width"),
        ("sendSticker", "sticker", png.clone(), "is_animated"),
    ] {
        let params = [("chat_id", &*vera), (field, "attach://the_file")];
        let sent = bot.upload(method, &params, ("the_file", "x.bin", &bytes)).await;
        let mut shown = &sent["result"][field];
        if field == "photo" {
            assert_eq!(shown[0]["width"], json!(4), "{sent}");
            shown = &shown[0];
        } else {
            assert!(!shown[seen].is_null(), "{sent}");
        }
        assert_eq!(bytes_of(&bot, &shown["file_id"]).await, bytes, "{method}");
    }
}

#[tokio::test]
async fn what_is_no_file_is_refused() {
    let world = World::new().await;
    let bot = world.bot();
    world.control().send_message(VERA, "echo_bot", "hi").unwrap();
    let vera = world.id(VERA);
    let params = [("chat_id", &*vera.to_string())];
    let document = bot.upload("sendDocument", &params, ("document", "x", b"text")).await;
    let document = document["result"]["document"]["file_id"].clone();
    let wrong = "wrong file identifier/HTTP URL specified";
    for (method, voice, why) in [
        ("sendVoice", json!(null), "there is no voice in the request"),
        ("sendVoice", json!("AwACAgIAAxkBAA"), wrong),
        ("sendVoice", json!("http://127.0.0.1/x.ogg"), "failed to get HTTP URL content"),
        ("sendVoice", json!("attach://nothing"), wrong),
        ("sendVoice", document, "can't use file of type Document as VoiceNote"),
    ] {
        let params = json!({"chat_id": vera, "voice": voice});
        let expected = (400, format!("Bad Request: {why}"));
        assert_eq!(bot.refusal(method, params).await, expected, "{voice}");
    }
    let empty = bot.upload("sendVoice", &params, ("voice", "x", b"")).await;
    assert_eq!(empty["description"], json!("Bad Request: file must be non-empty"));
    let no_picture = bot.upload("sendPhoto", &params, ("photo", "x.png", b"x")).await;
    assert_eq!(no_picture["description"], json!("Bad Request: IMAGE_PROCESS_FAILED"));
    let url = bot.url("voice/file_1.oga").replace("/bot", "/file/bot");
    assert_eq!(reqwest::get(url).await.unwrap().status().as_u16(), 404);
    let broken = Client::new().post(bot.url("sendVoice")).body("--x\r\n");
    let broken = broken.header("Content-Type", "multipart/form-data; boundary=x");
    assert_eq!(broken.send().await.unwrap().status().as_u16(), 400);
}

#[tokio::test]
async fn a_plain_file_reaches_a_bot() {
    let world = World::new().await;
    let bot = world.bot();
    let file = world.control().add_file(NewFile::default(), b"text").unwrap().id;
    let message = NewMessage {
        from: OLEG.into(),
        to: "echo_bot".into(),
        file: Some(file),
        ..NewMessage::default()
    };
    world.control().send(&message).unwrap();
    let update = bot.update().await;
    assert_eq!(bytes_of(&bot, &update["message"]["document"]["file_id"]).await, b"text");
}

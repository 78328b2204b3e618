//! A voice of Piper's in the process: a model that says the numbers of phonemes as samples, and a program
//! that stands for espeak-ng.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::{Clock as _, Mouth as _, MouthError, MouthRefusal, Words};
use tempfile::TempDir;
use voice::note::{self, Limits, Rate};
use voice::piper::{Espeak, Piper};
use voice::speak::PiperMouth;

use crate::stage::{HandClock, words};

/// A message of protocol buffers, field by field: enough of ONNX for one operator.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn number(mut self, field: u8, value: u8) -> Self {
        self.0.extend([field << 3, value]);
        self
    }

    fn bytes(mut self, field: u8, bytes: &[u8]) -> Self {
        assert!(bytes.len() < 1 << 14);
        let length = u16::try_from(bytes.len()).unwrap();
        self.0.push(field << 3 | 2);
        self.0.push((length & 0x7f) as u8 | 0x80);
        self.0.push((length >> 7) as u8);
        self.0.extend(bytes);
        self
    }

    fn message(self, field: u8, message: &Message) -> Self {
        self.bytes(field, &message.0)
    }
}

const FLOAT: u8 = 1;
const INT64: u8 = 7;

fn value(name: &str, kind: u8, dimensions: &[&str]) -> Message {
    let shape = dimensions.iter().fold(Message::default(), |shape, dimension| {
        shape.message(1, &Message::default().bytes(2, dimension.as_bytes()))
    });
    let tensor = Message::default().number(1, kind).message(2, &shape);
    Message::default().bytes(1, name.as_bytes()).message(2, &Message::default().message(1, &tensor))
}

/// A model with Piper's inputs, of which the samples are the numbers of the phonemes.
fn model() -> Vec<u8> {
    let cast = Message::default()
        .bytes(1, b"input")
        .bytes(2, b"output")
        .bytes(3, b"cast")
        .bytes(4, b"Cast");
    // An attribute's kind is field 20, whose key takes two bytes.
    let mut attribute = Message::default().bytes(1, b"to").number(3, FLOAT);
    attribute.0.extend([0xa0, 0x01, 2]);
    let graph = Message::default()
        .message(1, &cast.message(5, &attribute))
        .bytes(2, b"voice")
        .message(11, &value("input", INT64, &["batch", "phonemes"]))
        .message(11, &value("input_lengths", INT64, &["batch"]))
        .message(11, &value("scales", FLOAT, &["three"]))
        .message(12, &value("output", FLOAT, &["batch", "phonemes"]));
    let opset = Message::default().bytes(1, b"").number(2, 13);
    Message::default().number(1, 8).message(7, &graph).message(8, &opset).0
}

const SETTINGS: &str = r#"{
    "audio": {"sample_rate": 8000},
    "espeak": {"voice": "ru"},
    "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [9, 9, 9, 9, 9, 0, 0, 0, 0, 0], ".": [10], ",": [11]}
}"#;

fn voice(folder: &Path) -> PathBuf {
    let path = folder.join("mine.onnx");
    fs::write(&path, model()).unwrap();
    fs::write(folder.join("mine.onnx.json"), SETTINGS).unwrap();
    path
}

/// A program that stands for espeak-ng.
fn espeak(folder: &Path, script: &str) -> Espeak {
    let path = folder.join("espeak-ng");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    Espeak::new(path)
}

fn mouth(script: &str) -> (TempDir, PiperMouth) {
    let folder = tempfile::tempdir().unwrap();
    let piper = Arc::new(Piper::load(&voice(folder.path())).unwrap());
    let espeak = espeak(folder.path(), script);
    let mouth = PiperMouth::new("piper:mine", piper, 0, espeak, HandClock::new());
    (folder, mouth)
}

fn said(text: &str) -> Words {
    Words { text: text.to_owned(), ..words() }
}

#[tokio::test]
async fn a_text_becomes_phonemes_and_they_a_note() {
    // Three hundred phonemes for each clause; each is ten samples here, and one more for the gap.
    let (_folder, mouth) = mouth("cat > /dev/null; printf 'a%.0s' $(seq 300)");
    let spoken = mouth.speak(&said("Раз, два. Три.")).await.unwrap();
    // With the sign that ends it; then both ends of each sentence, and the pause between them.
    let clause = 300 * 11 + 2;
    let samples = 3 * clause + 2 * 3 + 1_600;
    let expected = Duration::from_secs_f64(f64::from(samples) / 8_000.0);
    let differs = spoken.duration.abs_diff(expected);
    assert!(differs < Duration::from_millis(10), "{:?} {expected:?}", spoken.duration);
    assert_eq!((spoken.mouth.as_str(), spoken.charged), ("piper:mine", 0));
    let samples = note::decode(&spoken.ogg, Rate::FortyEight, Limits::default()).unwrap();
    assert!(samples.iter().any(|sample| sample.abs() > 0.3));
}

#[tokio::test]
async fn espeak_gets_each_clause_and_the_voices_language_and_nothing_else() {
    let script = r#"printf '%s|' "$@" > "$0.args"; cat >> "$0.text"; echo >> "$0.text"; env > "$0.env"; echo a"#;
    let (folder, mouth) = mouth(script);
    mouth.speak(&said("Раз, два. Три.")).await.unwrap();
    let of =
        |end: &str| fs::read_to_string(folder.path().join(format!("espeak-ng.{end}"))).unwrap();
    assert_eq!(of("text"), "Раз\nдва\nТри\n");
    assert_eq!(of("args"), "-q|--ipa|--stdin|-b|1|-v|ru|");
    assert!(!of("env").contains("CARGO"), "{}", of("env"));
}

#[tokio::test]
async fn without_espeak_it_is_said_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let piper = Arc::new(Piper::load(&voice(folder.path())).unwrap());
    let nowhere = Espeak::new("/nowhere/espeak-ng");
    let clock = HandClock::new();
    let mouth = PiperMouth::new("piper:mine", piper, 0, nowhere, Arc::<HandClock>::clone(&clock));
    match mouth.speak(&said("Раз")).await.unwrap_err() {
        MouthError::Refused { refusal: MouthRefusal::Request, reason } => {
            assert!(reason.contains("apt-get install espeak-ng"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(mouth.ailing(clock.now()).len(), 1);
}

#[tokio::test]
async fn a_language_that_espeak_does_not_know_is_named() {
    let (_folder, mouth) = mouth("exit 1");
    let error = mouth.speak(&said("Раз")).await.unwrap_err().to_string();
    assert!(error.contains("does it know the language ru?"), "{error}");
}

#[tokio::test]
async fn what_has_no_word_is_not_said() {
    let (_folder, mouth) = mouth("cat > /dev/null");
    assert!(matches!(mouth.speak(&said("Раз")).await, Err(MouthError::Malformed(_))));
}

#[test]
fn files_that_are_no_voice_are_refused_with_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = voice(folder.path());
    let told = |path: &Path| Piper::load(path).err().unwrap().to_string();
    fs::write(&path, b"no model").unwrap();
    assert!(told(&path).contains("mine.onnx is no Piper voice"), "{}", told(&path));
    fs::remove_file(folder.path().join("mine.onnx.json")).unwrap();
    assert!(told(&path).contains("mine.onnx.json cannot be read"), "{}", told(&path));
}

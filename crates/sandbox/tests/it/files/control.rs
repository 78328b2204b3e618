//! Files by the control API.

use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE, RANGE};
use reqwest::{Client, Response, StatusCode};
use sandbox::{Error, FileError, MediaKind, NewFile};
use serde_json::{Value, json};

use super::{bytes, png};
use crate::support::World;

struct Files {
    http: Client,
    url: String,
}

impl Files {
    fn of(world: &World) -> Files {
        let url = format!("http://{}/files", world.sandbox.control_address());
        Files { http: Client::new(), url }
    }

    async fn post(&self, query: &str, bytes: Vec<u8>) -> (StatusCode, Value) {
        let request = self.http.post(format!("{}?{query}", self.url)).body(bytes);
        let answer = request.send().await.unwrap();
        (answer.status(), serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
    }

    async fn stored(&self, query: &str, bytes: Vec<u8>) -> String {
        let (status, answer) = self.post(query, bytes).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        answer["id"].as_str().unwrap().to_owned()
    }

    async fn get(&self, id: &str, range: Option<&str>) -> Response {
        let mut request = self.http.get(format!("{}/{id}", self.url));
        if let Some(range) = range {
            request = request.header(RANGE, range);
        }
        request.send().await.unwrap()
    }
}

#[tokio::test]
async fn what_was_stored_is_read_again_whole_and_in_parts() {
    let world = World::new().await;
    let files = Files::of(&world);
    // More than the disk is asked for at once, and more than axum takes unasked.
    let content = bytes(3_000_000);
    let id =
        files.stored("kind=voice&duration=3.5&waveform=00ff&name=v.ogg", content.clone()).await;
    let world = world.restarted().await;
    let files = Files::of(&world);
    let whole = files.get(&id, None).await;
    assert_eq!(whole.status(), StatusCode::OK);
    assert_eq!(whole.headers()[CONTENT_TYPE], "audio/ogg");
    assert!(whole.bytes().await.unwrap() == content);

    for (range, expected) in [
        ("bytes=0-0", 0..1),
        ("bytes=10-499999", 10..500_000),
        ("bytes=2999999-", 2_999_999..3_000_000),
        ("bytes=2999990-9999999", 2_999_990..3_000_000),
        ("bytes=-7", 2_999_993..3_000_000),
    ] {
        let part = files.get(&id, Some(range)).await;
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT, "{range}");
        let told = format!("bytes {}-{}/3000000", expected.start, expected.end - 1);
        assert_eq!(part.headers()[CONTENT_RANGE], told);
        assert!(part.bytes().await.unwrap() == content[expected], "{range}");
    }
    for range in ["bytes=3000000-", "bytes=-0"] {
        let none = files.get(&id, Some(range)).await;
        assert_eq!(none.status(), StatusCode::RANGE_NOT_SATISFIABLE, "{range}");
        assert_eq!(none.headers()[CONTENT_RANGE], "bytes */3000000");
    }
    // What is not understood is as if it were not there.
    for range in ["lines=1-2", "bytes=5-4", "bytes=a-b", "bytes=1-2,4-5"] {
        assert_eq!(files.get(&id, Some(range)).await.status(), StatusCode::OK, "{range}");
    }
}

#[tokio::test]
async fn what_is_known_of_a_file_is_told_when_it_is_stored() {
    let world = World::new().await;
    let files = Files::of(&world);
    let (status, voice) =
        files.post("kind=voice&duration=3.5&waveform=00ff&name=v", b"OggS".to_vec()).await;
    assert_eq!(status, StatusCode::CREATED);
    let expected = json!({
        "id": voice["id"], "kind": "voice", "size": 4, "mime": "audio/ogg", "name": "v",
        "duration": 3, "waveform": "00ff",
    });
    assert!(voice["id"].is_string());
    assert_eq!(voice, expected);
    let (_, photo) = files.post("kind=photo", png(4, 5)).await;
    assert_eq!((&photo["kind"], &photo["dimensions"]), (&json!("photo"), &json!([4, 5])));
}

#[tokio::test]
async fn a_type_is_taken_as_given_or_told_from_the_bytes() {
    let world = World::new().await;
    let files = Files::of(&world);
    for (query, content, expected) in [
        ("mime=text/x-test", b"text".to_vec(), "text/x-test"),
        ("", b"%PDF-".to_vec(), "application/pdf"),
        ("kind=document", b"text".to_vec(), "application/octet-stream"),
        ("kind=photo", png(4, 5), "image/png"),
        ("kind=sticker&emoji=%F0%9F%99%82", png(4, 5), "image/png"),
        (
            "kind=video_note&width=240&height=240&duration=2",
            b"film".to_vec(),
            "application/octet-stream",
        ),
    ] {
        let id = files.stored(query, content.clone()).await;
        let got = files.get(&id, None).await;
        assert_eq!(got.headers()[CONTENT_TYPE], expected, "{query}");
        assert_eq!(got.bytes().await.unwrap(), content);
    }
}

#[tokio::test]
async fn what_cannot_be_a_file_is_refused_with_a_reason() {
    let world = World::new().await;
    let files = Files::of(&world);
    for (query, content, status, reason) in [
        ("", vec![], StatusCode::UNPROCESSABLE_ENTITY, "empty"),
        ("kind=photo", b"x".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "picture"),
        ("kind=sticker", b"x".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "picture"),
        ("kind=photo", png(1, 21), StatusCode::UNPROCESSABLE_ENTITY, "sides"),
        ("kind=video&width=-5", b"x".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "width"),
        ("kind=video&height=-5", b"x".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "height"),
        ("kind=voice&duration=-1", b"x".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "duration"),
        ("kind=audio&duration=NaN", b"x".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "duration"),
        ("kind=video&duration=1e99", b"x".to_vec(), StatusCode::UNPROCESSABLE_ENTITY, "duration"),
        ("kind=song", b"x".to_vec(), StatusCode::BAD_REQUEST, "song"),
        ("kin=voice", b"x".to_vec(), StatusCode::BAD_REQUEST, "kin"),
        ("waveform=xyz", b"x".to_vec(), StatusCode::BAD_REQUEST, "hexadecimal"),
        ("", vec![0; 64 * 1024 * 1024 + 1], StatusCode::PAYLOAD_TOO_LARGE, "limit"),
    ] {
        let (got, answer) = files.post(query, content).await;
        assert_eq!(got, status, "{query} {answer}");
        assert!(answer["error"].as_str().unwrap().contains(reason), "{answer}");
    }
    for (id, status) in [("1", StatusCode::NOT_FOUND), ("x", StatusCode::BAD_REQUEST)] {
        assert_eq!(files.get(id, None).await.status(), status);
    }
}

#[tokio::test]
async fn a_program_stores_and_reads_files_without_http() {
    let world = World::new().await;
    let song = NewFile {
        kind: MediaKind::Audio,
        name: Some("song.mp3".into()),
        title: Some("Песня".into()),
        duration: 3.9,
        ..NewFile::default()
    };
    let id = world.control().add_file(song, b"ID3 and so on").unwrap().id;
    let world = world.restarted().await;
    let control = world.control();
    let info = control.file(id).unwrap();
    assert_eq!(
        (info.size, &*info.mime, info.name.as_deref()),
        (13, "audio/mpeg", Some("song.mp3"))
    );
    assert_eq!((info.kind, info.duration), (MediaKind::Audio, Some(3)));
    assert_eq!(control.read_file(id, 4, 3).unwrap(), b"and");
    assert_eq!(control.read_file(id, 100, 3).unwrap(), b"");
    assert!(control.file(1).is_none());
    assert!(matches!(control.read_file(1, 0, 1), Err(Error::NoSuchFile(1))));
    let empty = control.add_file(NewFile::default(), b"");
    assert!(matches!(empty, Err(Error::File(FileError::Empty))));
}

#[tokio::test]
async fn bytes_that_nobody_knows_of_are_swept_away() {
    let world = World::new().await;
    let id = world.control().add_file(NewFile::default(), b"known").unwrap().id;
    let folder = world.dir.path().join("files");
    std::fs::write(folder.join("12345"), b"half a file").unwrap();
    std::fs::write(folder.join("README"), b"not ours").unwrap();
    let world = world.restarted().await;
    assert!(!folder.join("12345").exists());
    assert!(folder.join("README").exists());
    assert_eq!(world.control().read_file(id, 0, 10).unwrap(), b"known");
}

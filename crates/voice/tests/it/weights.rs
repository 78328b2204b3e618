//! Files of models, fetched from a server that sends them as it likes.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use voice::weights::{FetchError, Fetcher, Sha256, Wanted};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::stage::{HandClock, first_answers};

/// A file whose every byte tells its place.
fn file() -> Vec<u8> {
    (0..100_000_u32).map(|n| (n * 7 % 251) as u8).collect()
}

fn wanted(url: String, folder: &Path) -> Wanted {
    let sha256 = Sha256::read(&file()[..]).unwrap();
    Wanted { url, sha256, to: folder.join("models/ggml-base.bin") }
}

async fn fetch(wanted: &Wanted) -> Result<(), FetchError> {
    Fetcher::new(HandClock::new()).unwrap().fetch(wanted, &|_, _| {}).await
}

fn part(wanted: &Wanted) -> std::path::PathBuf {
    wanted.to.with_extension("bin.part")
}

fn begun(wanted: &Wanted, bytes: &[u8]) {
    std::fs::create_dir_all(wanted.to.parent().unwrap()).unwrap();
    std::fs::write(part(wanted), bytes).unwrap();
}

#[track_caller]
fn is_there(wanted: &Wanted) {
    assert!(std::fs::read(&wanted.to).unwrap() == file());
    assert!(!part(wanted).exists());
}

#[tokio::test]
async fn a_file_is_fetched_and_its_progress_is_told() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    first_answers(&server, ResponseTemplate::new(200).set_body_bytes(file())).await;
    let wanted = wanted(server.uri(), folder.path());
    let (have, of) = (AtomicU64::new(0), AtomicU64::new(0));
    let told = |now: u64, total: Option<u64>| {
        have.store(now, Ordering::Relaxed);
        of.store(total.unwrap_or_default(), Ordering::Relaxed);
    };
    Fetcher::new(HandClock::new()).unwrap().fetch(&wanted, &told).await.unwrap();
    is_there(&wanted);
    assert_eq!((have.into_inner(), of.into_inner()), (100_000, 100_000));
}

#[tokio::test]
async fn what_is_here_is_not_fetched_again() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    let rest = ResponseTemplate::new(206)
        .insert_header("content-range", "bytes 60000-99999/100000")
        .set_body_bytes(file().split_off(60_000));
    let from = Mock::given(method("GET")).and(header("range", "bytes=60000-"));
    from.respond_with(rest).expect(1).mount(&server).await;
    let wanted = wanted(server.uri(), folder.path());
    begun(&wanted, &file()[..60_000]);
    fetch(&wanted).await.unwrap();
    is_there(&wanted);
}

#[tokio::test]
async fn a_server_that_knows_no_ranges_sends_it_whole() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    first_answers(&server, ResponseTemplate::new(200).set_body_bytes(file())).await;
    let wanted = wanted(server.uri(), folder.path());
    begun(&wanted, &[0; 200_000]);
    fetch(&wanted).await.unwrap();
    is_there(&wanted);
}

#[tokio::test]
async fn what_was_whole_already_is_only_checked() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    first_answers(&server, ResponseTemplate::new(416)).await;
    let wanted = wanted(server.uri(), folder.path());
    begun(&wanted, &file());
    fetch(&wanted).await.unwrap();
    is_there(&wanted);
}

#[tokio::test]
async fn the_beginning_of_another_file_is_fetched_anew() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    let rest = ResponseTemplate::new(206)
        .insert_header("content-range", "bytes 60000-99999/100000")
        .set_body_bytes(file().split_off(60_000));
    first_answers(&server, rest).await;
    first_answers(&server, ResponseTemplate::new(200).set_body_bytes(file())).await;
    let wanted = wanted(server.uri(), folder.path());
    begun(&wanted, &[7; 60_000]);
    fetch(&wanted).await.unwrap();
    is_there(&wanted);
}

#[tokio::test]
async fn another_file_is_not_kept() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    first_answers(&server, ResponseTemplate::new(200).set_body_bytes(b"<html>")).await;
    let wanted = wanted(server.uri(), folder.path());
    let error = fetch(&wanted).await.unwrap_err();
    assert!(matches!(error, FetchError::Checksum { .. }), "{error}");
    assert!(!wanted.to.exists() && !part(&wanted).exists());
}

#[tokio::test]
async fn who_keeps_it_elsewhere_sends_there() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    let to = |place: &str| ResponseTemplate::new(302).insert_header("location", place);
    Mock::given(path("/here")).respond_with(to("/there")).mount(&server).await;
    Mock::given(path("/there"))
        .respond_with(ResponseTemplate::new(200).set_body_bytes(file()))
        .mount(&server)
        .await;
    Mock::given(path("/round")).respond_with(to("/round")).mount(&server).await;
    let here = wanted(format!("{}/here", server.uri()), folder.path());
    fetch(&here).await.unwrap();
    is_there(&here);
    let round = wanted(format!("{}/round", server.uri()), folder.path());
    assert!(matches!(fetch(&round).await, Err(FetchError::Elsewhere { .. })));
}

#[tokio::test]
async fn what_is_not_there_is_told() {
    let (server, folder) = (MockServer::start().await, tempfile::tempdir().unwrap());
    first_answers(&server, ResponseTemplate::new(404)).await;
    let there = wanted(server.uri(), folder.path());
    assert!(matches!(fetch(&there).await, Err(FetchError::Status { status: 404, .. })));
    let nowhere = wanted("file:///etc/passwd".to_owned(), folder.path());
    assert!(matches!(fetch(&nowhere).await, Err(FetchError::BadAddress(_))));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}/a.bin", listener.local_addr().unwrap());
    drop(listener);
    let closed = wanted(closed, folder.path());
    assert!(matches!(fetch(&closed).await, Err(FetchError::Unreachable { .. })));
}

/// Serves the file by ranges, and breaks off after so many bytes of each answer, as often as it says.
async fn breaking(after: usize, times: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut answered = 0;
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = vec![0; 4_096];
            let read = stream.read(&mut asked).await.unwrap();
            let asked = String::from_utf8_lossy(&asked[..read]).to_lowercase();
            let from = asked
                .split_once("range: bytes=")
                .map_or(0, |(_, rest)| rest.split_once('-').unwrap().0.parse::<usize>().unwrap());
            let rest = file().split_off(from);
            let status = if from > 0 { "206 Partial Content" } else { "200 OK" };
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\ncontent-range: bytes {from}-99999/100000\r\n\r\n",
                rest.len()
            );
            let sent = if answered < times { after.min(rest.len()) } else { rest.len() };
            answered += 1;
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(&rest[..sent]).await.unwrap();
            stream.shutdown().await.ok();
        }
    });
    format!("http://{address}/ggml-base.bin")
}

#[tokio::test]
async fn what_breaks_off_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = wanted(breaking(30_000, 3).await, folder.path());
    fetch(&wanted).await.unwrap();
    is_there(&wanted);
}

#[tokio::test]
async fn what_brings_nothing_more_is_given_up_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = wanted(breaking(0, usize::MAX).await, folder.path());
    begun(&wanted, &file()[..10]);
    let error = fetch(&wanted).await.unwrap_err();
    assert!(matches!(error, FetchError::BrokeOff { have: 10 }), "{error}");
    assert_eq!(std::fs::read(part(&wanted)).unwrap(), &file()[..10]);
}

#[tokio::test]
async fn a_file_that_another_fetches_is_left_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = wanted("http://127.0.0.1:9/a".to_owned(), folder.path());
    begun(&wanted, b"");
    let other = std::fs::File::open(part(&wanted)).unwrap();
    other.lock().unwrap();
    assert!(matches!(fetch(&wanted).await, Err(FetchError::Busy(_))));
}

#[tokio::test]
async fn what_cannot_be_written_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = wanted("http://127.0.0.1:9/a".to_owned(), folder.path());
    std::fs::create_dir_all(part(&wanted)).unwrap();
    match fetch(&wanted).await {
        Err(FetchError::Disk { path, .. }) => assert_eq!(path, part(&wanted)),
        other => panic!("{other:?}"),
    }
}

//! Speaking by a program.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::{Mouth, MouthError, MouthRefusal, Words};
use tempfile::TempDir;
use voice::speak::{Program, ProgramMouth};

use crate::stage::{HandClock, words};

/// A program in a folder of its own, which is a script of the shell.
fn script(text: &str) -> (TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("speak");
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = Program::new(path.to_str().unwrap(), Vec::new());
    (folder, program)
}

fn mouth(program: Program) -> (ProgramMouth, Arc<HandClock>) {
    let clock = HandClock::new();
    (ProgramMouth::new("program:speak", program, Arc::<HandClock>::clone(&clock)), clock)
}

/// A tenth of a second at 8 kHz.
fn wav(folder: &Path) -> String {
    let mut wav =
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0".to_vec();
    wav.extend(b"data\0\0\0\0");
    wav.extend([0, 0x20].repeat(800));
    let path = folder.join("said.wav");
    std::fs::write(&path, wav).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_program_gets_the_text_and_its_wav_becomes_a_note() {
    let sounds = tempfile::tempdir().unwrap();
    let sound = wav(sounds.path());
    let heard = sounds.path().join("heard");
    let heard_path = heard.display();
    let (_folder, program) = script(&format!(
        "cat > {heard_path}; printf $AITWIN_LANGUAGE >> {heard_path}; cat {sound}"
    ));
    let (mouth, clock) = mouth(program);
    let spoken = mouth.speak(&words()).await.unwrap();
    assert_eq!(spoken.duration, Duration::from_millis(100));
    assert!(spoken.ogg.starts_with(b"OggS"));
    assert_eq!(std::fs::read_to_string(heard).unwrap(), format!("{}ru", words().text));
    assert!(mouth.ailing(domain::Clock::now(clock.as_ref())).is_empty());
}

#[tokio::test]
async fn a_program_that_fails_is_shown_with_how_it_ended_and_none_of_its_words() {
    let (_folder, program) = script("cat >&2; exit 3");
    let (failing, clock) = mouth(program);
    let error = failing.speak(&words()).await.unwrap_err().to_string();
    assert!(error.ends_with("the program ended with exit status: 3"), "{error}");
    assert_eq!(failing.ailing(domain::Clock::now(clock.as_ref())).len(), 1);
}

#[tokio::test]
async fn a_program_sees_nothing_of_the_servers_environment() {
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some(), "there is something to be seen");
    let sounds = tempfile::tempdir().unwrap();
    let seen = sounds.path().join("seen");
    let (_folder, program) =
        script(&format!("env > {}; cat {}", seen.display(), wav(sounds.path())));
    let (mouth, _clock) = mouth(program);
    mouth.speak(&words()).await.unwrap();
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(seen.contains("PATH=") && seen.contains("AITWIN_LANGUAGE=ru"), "{seen}");
    assert!(!seen.contains("CARGO") && !seen.contains("HOME="), "{seen}");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let (mouth, _clock) = mouth(Program::new("/nowhere/speak", Vec::new()));
    match mouth.speak(&words()).await.unwrap_err() {
        MouthError::Refused { refusal: MouthRefusal::Request, reason } => {
            assert!(reason.starts_with("/nowhere/speak cannot be started"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

/// Starts a program that does something, says that it has begun, and waits for what never comes.
async fn is_ended_after_its_time(first: &str) {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let (_folder, program) = script(&format!(
        "mkfifo {0}/never; {first}; echo $$ > {0}/pid; read x < {0}/never",
        folder.path().display()
    ));
    let (mouth, clock) = mouth(program);
    let asking = tokio::spawn(async move { mouth.speak(&words()).await });
    while !pid.exists() || std::fs::read_to_string(&pid).unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(61));
    let error = asking.await.unwrap().unwrap_err();
    assert!(matches!(error, MouthError::TimedOut(_)), "{error}");
    let number = std::fs::read_to_string(&pid).unwrap();
    assert!(!Path::new(&format!("/proc/{}", number.trim())).exists());
}

#[tokio::test]
async fn a_program_that_takes_too_long_is_ended() {
    is_ended_after_its_time("true").await;
}

#[tokio::test]
async fn a_program_that_has_spoken_and_does_not_end_is_ended() {
    is_ended_after_its_time("exec >&-").await;
}

#[tokio::test]
async fn a_program_that_does_not_read_speaks_all_the_same() {
    let sounds = tempfile::tempdir().unwrap();
    let (_folder, program) = script(&format!("cat {}", wav(sounds.path())));
    let (mouth, _clock) = mouth(program);
    let long = Words { text: "слово ".repeat(600), ..words() };
    mouth.speak(&long).await.unwrap();
}

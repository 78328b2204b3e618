//! What a sandbox remembers, and what it says if it cannot.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use grammers_client::tl::{enums, functions as f};
use sandbox::{Config, Error, Sandbox};

use crate::support::{OLEG, Person, VERA, World, any};

const JOURNAL: &str = "journal.jsonl";

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    vera.say(oleg, "до").await;
    let accounts = world.control().accounts();
    let key = world.sandbox.public_key().clone();
    let session = vera.leave().await;

    let world = world.restarted().await;
    assert_eq!(world.control().accounts(), accounts);
    assert_eq!(*world.sandbox.public_key(), key);
    // The same key is still logged in, and knows the same people.
    let vera = Person::connect(session).await.start_updates().await;
    assert_eq!(vera.me().await.username(), Some("vera"));
    assert_eq!(vera.say(oleg, "после").await, 2);
    let chat = world.control().conversation(OLEG, VERA).unwrap();
    assert_eq!(chat.iter().map(|m| &*m.text).collect::<Vec<_>>(), ["до", "после"]);
}

#[tokio::test]
async fn what_was_missed_is_caught_up_with_in_order_and_without_loss() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    vera.say(oleg, "пока").await;
    let session = vera.leave().await;
    // More than one difference holds.
    for n in 0..250 {
        world.control().send_message(OLEG, VERA, &format!("{n}")).unwrap();
    }

    let world = world.restarted().await;
    let mut vera = Person::connect(session).await.start_updates().await;
    assert_eq!(vera.hear().await.text(), "пока");
    for n in 0..250 {
        let heard = vera.hear().await;
        assert_eq!(heard.text(), n.to_string());
        assert_eq!(heard.sender().and_then(|peer| peer.name()), Some("Олег"));
    }
    world.control().send_message(OLEG, VERA, "и сразу").unwrap();
    assert_eq!(vera.hear().await.text(), "и сразу");
}

#[tokio::test]
async fn a_difference_is_empty_when_nothing_was_missed_and_cut_when_asked() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let enums::updates::State::State(state) = vera.call(f::updates::GetState {}).await;
    let since = |pts| f::updates::GetDifference {
        pts,
        pts_limit: Some(2),
        pts_total_limit: None,
        date: state.date,
        qts: 0,
        qts_limit: None,
    };
    let difference = vera.call(since(state.pts)).await;
    assert!(matches!(difference, enums::updates::Difference::Empty(_)), "{difference:?}");
    for text in ["раз", "два", "три"] {
        world.control().send_message(OLEG, VERA, text).unwrap();
    }
    world.control().mark_read(VERA, OLEG).unwrap();
    let enums::updates::Difference::Slice(slice) = vera.call(since(state.pts)).await else {
        panic!("not cut");
    };
    let enums::updates::State::State(reached) = slice.intermediate_state;
    assert_eq!((slice.new_messages.len(), reached.pts), (2, state.pts + 2));
    let enums::updates::Difference::Difference(rest) = vera.call(since(reached.pts)).await else {
        panic!("not the rest");
    };
    let enums::updates::State::State(reached) = rest.state;
    assert_eq!((rest.new_messages.len(), reached.pts), (1, state.pts + 4));
    assert!(
        matches!(&rest.other_updates[..], [enums::Update::ReadHistoryInbox(read)] if read.max_id == 3),
        "{:?}",
        rest.other_updates
    );
}

#[tokio::test]
async fn a_torn_last_line_is_as_if_it_had_not_been() {
    let world = World::new().await;
    world.control().send_message(VERA, OLEG, "целое").unwrap();
    world.control().send_message(VERA, OLEG, "порванное").unwrap();
    let dir = world.dir;
    world.sandbox.stop().await;
    let path = dir.path().join(JOURNAL);
    let journal = fs::read(&path).unwrap();
    fs::write(&path, &journal[..journal.len() - 9]).unwrap();

    let world = World::on(dir).await;
    let chat = world.control().conversation(OLEG, VERA).unwrap();
    assert_eq!(chat.iter().map(|m| &*m.text).collect::<Vec<_>>(), ["целое"]);
    // And the next one is written where it stood.
    world.control().send_message(VERA, OLEG, "новое").unwrap();
    let world = world.restarted().await;
    assert_eq!(world.control().conversation(OLEG, VERA).unwrap().len(), 2);
}

#[tokio::test]
async fn a_damaged_or_foreign_journal_is_refused_and_left_alone() {
    let world = World::new().await;
    let dir = world.dir;
    world.sandbox.stop().await;
    let path = dir.path().join(JOURNAL);
    let good = fs::read(&path).unwrap();
    let mut flipped = good.clone();
    let middle = good.len() / 2;
    flipped[middle] ^= 1;
    for bad in [flipped, b"something else\n".to_vec(), b"aitwin sandbox journal 2\n".to_vec()] {
        fs::write(&path, &bad).unwrap();
        let started = Sandbox::start(Config::new(any(), any(), dir.path())).await;
        assert!(matches!(started, Err(Error::StateDamaged { .. })));
        assert_eq!(fs::read(&path).unwrap(), bad);
    }
    fs::write(&path, good).unwrap();
    Sandbox::start(Config::new(any(), any(), dir.path())).await.unwrap();
}

#[tokio::test]
async fn a_directory_of_somebody_else_is_refused_and_left_alone() {
    for folder in ["files", "uploads"] {
        let dir = tempfile::tempdir().unwrap();
        let inside = dir.path().join(folder);
        fs::create_dir_all(inside.join("2024")).unwrap();
        fs::write(inside.join("7"), "precious").unwrap();
        for _ in 0..2 {
            let started = Sandbox::start(Config::new(any(), any(), dir.path())).await;
            let refused = started.err().unwrap();
            assert!(matches!(refused, Error::DataDirectoryForeign { .. }), "{refused}");
            assert_eq!(fs::read_to_string(inside.join("7")).unwrap(), "precious");
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        }
        fs::remove_dir_all(&inside).unwrap();
        fs::create_dir(&inside).unwrap();
        Sandbox::start(Config::new(any(), any(), dir.path())).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_not_the_sandboxs_is_not_swept_out_of_its_directory() {
    let world = World::new().await;
    let uploads = world.dir.path().join("uploads");
    fs::write(uploads.join("7"), "parts of an upload").unwrap();
    let kept = ["007", "+7", "notes.txt"].map(|name| uploads.join(name));
    for path in &kept {
        fs::write(path, "precious").unwrap();
    }
    let folder = world.dir.path().join("files").join("2024");
    fs::create_dir(&folder).unwrap();
    let world = world.restarted().await;
    assert!(!world.dir.path().join("uploads").join("7").exists());
    for path in &kept {
        assert_eq!(fs::read_to_string(path).unwrap(), "precious");
    }
    assert!(folder.is_dir());
}

#[tokio::test]
async fn the_private_key_and_the_journal_are_for_their_owner_only() {
    let world = World::new().await;
    for file in ["private.pem", JOURNAL] {
        let mode = fs::metadata(world.dir.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let public = fs::read_to_string(world.dir.path().join("public.pem")).unwrap();
    assert!(public.starts_with("-----BEGIN RSA PUBLIC KEY-----\n"), "{public}");
    assert_eq!(public, world.sandbox.public_key().pem);
}

#[tokio::test]
async fn every_reason_not_to_start_is_another_error() {
    let world = World::new().await;
    let other = tempfile::tempdir().unwrap();
    let start = async |listen, control, dir: &std::path::Path| {
        Sandbox::start(Config::new(listen, control, dir)).await.err()
    };

    let taken = world.sandbox.address();
    let error = start(taken, any(), other.path()).await;
    assert!(matches!(error, Some(Error::AddressInUse { address }) if address == taken));
    let taken = world.sandbox.control_address();
    let error = start(any(), taken, other.path()).await;
    assert!(matches!(error, Some(Error::AddressInUse { address }) if address == taken));
    let error = start("0.0.0.0:0".parse().unwrap(), any(), other.path()).await;
    assert!(matches!(error, Some(Error::NotLoopback { .. })));
    let error = start(any(), any(), world.dir.path()).await;
    assert!(matches!(error, Some(Error::DataDirectoryInUse { .. })));

    let file = other.path().join("file");
    fs::File::create(&file).unwrap().write_all(b"not a directory").unwrap();
    let error = start(any(), any(), &file).await;
    assert!(matches!(error, Some(Error::DataDirectory { .. })));

    let broken = tempfile::tempdir().unwrap();
    fs::write(broken.path().join("private.pem"), "no key").unwrap();
    let error = start(any(), any(), broken.path()).await;
    assert!(matches!(error, Some(Error::StateDamaged { .. })));
}

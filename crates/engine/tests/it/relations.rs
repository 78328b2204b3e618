//! What contacts are to the owner: found in what is stored, and corrected for good.

use std::fs::File;
use std::path::Path;

use domain::{OwnerId, PeerId, Relation, Timestamp};
use store::{MasterKey, Store};

const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);
const MOTHER: PeerId = PeerId(5_000_002);
const FRIEND: PeerId = PeerId(5_000_003);
const SUPERIOR: PeerId = PeerId(5_000_004);
const GIRLFRIEND: PeerId = PeerId(5_000_006);

async fn open(folder: &Path) -> (Store, OwnerId) {
    let url = format!("sqlite://{}", folder.join("twin.db").display());
    let store = Store::open(&url, MasterKey::from_text(&"ab".repeat(32)).unwrap()).await.unwrap();
    let owner = store.ensure_owner(OwnerId::new(NOW, 1), NOW).await.unwrap();
    (store, owner)
}

#[tokio::test]
async fn the_demos_people_are_known_and_a_correction_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (store, owner) = open(folder.path()).await;
    let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/result.json");
    let export = File::open(export).unwrap();
    let account = engine::import(&store, owner, export, None, engine::NewAccount::new(NOW, 2))
        .await
        .unwrap()
        .account;
    let learner = engine::learn(&store, owner, account).await.unwrap();
    for (person, relation) in [
        (MOTHER, Relation::Family),
        (FRIEND, Relation::Close),
        (SUPERIOR, Relation::Work),
        (GIRLFRIEND, Relation::Close),
    ] {
        assert_eq!(learner.relation(person).relation, Some(relation), "{person:?}");
    }

    let mut tx = store.begin(owner).await.unwrap();
    tx.set_relation(account, FRIEND, Some(Relation::Work)).await.unwrap();
    tx.commit().await.unwrap();
    drop(store);
    let (store, owner) = open(folder.path()).await;
    let learner = engine::learn(&store, owner, account).await.unwrap();
    let found = learner.relation(FRIEND);
    assert!(found.set && found.relation == Some(Relation::Work));
    assert!(learner.relatives(SUPERIOR).contains(&FRIEND));
}

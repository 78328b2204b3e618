//! `aitwin import`: what is read is kept, once.

use std::fs;
use std::path::Path;

use e2e::program::{Ran, repository, run};

fn import(file: &Path, data: &Path) -> anyhow::Result<Ran> {
    run(&["import", &file.display().to_string(), "--data", &data.display().to_string()])
}

fn accounts(data: &Path) -> anyhow::Result<String> {
    let ran = run(&["accounts", "--data", &data.display().to_string()])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    Ok(ran.out)
}

#[test]
fn importing_twice_adds_nothing() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let export = repository().join("demo/result.json");
    let first = import(&export, folder.path())?;
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(!first.out.contains(" 0 of them new"), "{first:?}");
    let known = accounts(folder.path())?;
    assert!(known.contains("Илья Ветров"), "{known}");

    let second = import(&export, folder.path())?;
    assert_eq!(second.code, Some(0), "{second:?}");
    assert!(second.out.contains(" 0 of them new"), "{second:?}");
    assert_eq!(accounts(folder.path())?, known);
    Ok(())
}

#[test]
fn a_broken_off_import_is_completed_by_the_whole_file() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (whole, pieces) = (folder.path().join("whole"), folder.path().join("pieces"));
    let export = repository().join("demo/result.json");
    let bytes = fs::read(&export)?;
    let half = folder.path().join("half.json");
    fs::write(&half, &bytes[..bytes.len() / 2])?;

    assert_eq!(import(&half, &pieces)?.code, Some(1));
    let kept = accounts(&pieces)?;
    assert!(!kept.contains("messages: 0\n"), "nothing of the first half is kept: {kept}");
    assert_eq!(import(&export, &pieces)?.code, Some(0));
    assert_eq!(import(&export, &whole)?.code, Some(0));

    let counted = |accounts: String| accounts.split("messages: ").nth(1).map(str::to_owned);
    assert_eq!(counted(accounts(&pieces)?), counted(accounts(&whole)?));
    Ok(())
}

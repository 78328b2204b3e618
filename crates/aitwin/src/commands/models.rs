//! `aitwin models`: files of what hears and speaks in the server itself.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use voice::weights::{CATALOGUE, Checked, Fetcher, Folder, Model, Sha256, Wanted, find};

use super::{bar, plain, say};
use crate::cli::{DataArgs, ModelsArgs, ModelsTask, PullArgs};
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::trouble::{OfModels, Trouble};

/// The folder of models in that of the data.
pub(crate) const FOLDER: &str = "models";

pub(crate) async fn models(
    texts: &Texts,
    config: Option<&Path>,
    arguments: ModelsArgs,
) -> Result<()> {
    let ModelsArgs { what, data: DataArgs { data, database_url } } = arguments;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    let folder = Folder::new(config.data.join(FOLDER));
    match what {
        ModelsTask::List => list(texts, &folder),
        ModelsTask::Pull(PullArgs { url: Some(url), sha256, .. }) => {
            pull_file(texts, &folder, url, &sha256.unwrap_or_default()).await
        }
        ModelsTask::Pull(PullArgs { names, .. }) => pull(texts, &folder, &names).await,
        ModelsTask::Verify { names } => verify(texts, &folder, &names),
        ModelsTask::Add { file } => add(texts, &folder, &file),
    }
}

fn unknown(name: &str) -> Trouble {
    OfModels::Unknown { given: name.to_owned() }.into()
}

fn hash(digits: &str) -> Result<Sha256, Trouble> {
    digits.trim().parse().map_err(|_| OfModels::NoHash.into())
}

fn list(texts: &Texts, folder: &Folder) -> Result<()> {
    for model in &CATALOGUE {
        let licence =
            model.licence.map_or_else(|| text!(texts, "models-no-licence"), str::to_owned);
        let here = match folder.has(model) {
            true => text!(texts, "models-here"),
            false => text!(texts, "models-not-here"),
        };
        say(&text!(
            texts,
            "models-line",
            name = format!("{:<26}", model.name),
            size = format!("{:>4}", model.size.div_ceil(1_000_000)),
            licence = licence,
            here = here
        ))?;
    }
    let is_known =
        |name: &str| CATALOGUE.iter().flat_map(|m| m.files).any(|file| file.name == name);
    for name in files(folder)?.iter().filter(|name| !is_known(name)) {
        say(&text!(texts, "models-other", name = plain(name)))?;
    }
    say(&text!(texts, "models-folder", path = folder.path().display().to_string()))
}

fn files(folder: &Folder) -> Result<Vec<String>> {
    let unreadable = |source| Trouble::File { path: folder.path().to_owned(), source };
    Ok(folder.files().map_err(unreadable)?)
}

async fn pull(texts: &Texts, folder: &Folder, names: &[String]) -> Result<()> {
    if names.is_empty() {
        return Err(Trouble::from(OfModels::Which).into());
    }
    // All names are looked at before anything is fetched.
    let models: Result<Vec<&Model>, Trouble> =
        names.iter().map(|name| find(name).ok_or_else(|| unknown(name))).collect();
    for model in models? {
        for file in model.files {
            fetch(folder, file.name, file.url.to_owned(), hash(file.sha256)?).await?;
        }
        say(&text!(texts, "models-pulled", name = model.name))?;
    }
    Ok(())
}

/// Fetches one file that is in no catalogue.
async fn pull_file(texts: &Texts, folder: &Folder, url: String, sha256: &str) -> Result<()> {
    let sha256 = hash(sha256)?;
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if name.starts_with('.') || name.is_empty() || !name.chars().all(is_plain) {
        return Err(Trouble::from(OfModels::NoName { url }).into());
    }
    fetch(folder, &name, url, sha256.clone()).await?;
    let unwritable = |source| Trouble::Write { path: folder.file(&name), source };
    folder.note(&name, &sha256).map_err(unwritable)?;
    say(&text!(texts, "models-pulled-file", path = folder.file(&name).display().to_string()))
}

/// Fetches a file, unless it is there already.
async fn fetch(folder: &Folder, name: &str, url: String, sha256: Sha256) -> Result<()> {
    let to = folder.file(name);
    let is_there = std::fs::File::open(&to).and_then(Sha256::read).is_ok_and(|has| has == sha256);
    if is_there {
        return Ok(());
    }
    let fetcher = Fetcher::new(Arc::new(SystemClock)).map_err(anyhow::Error::from_boxed)?;
    let bar = bar(&to, 0, "{prefix}  {bar:30} {percent:>3} %  {bytes_per_sec}  {eta}");
    let progress = |have: u64, total: Option<u64>| {
        bar.set_length(total.unwrap_or(have));
        bar.set_position(have);
    };
    let fetched = fetcher.fetch(&Wanted { url, sha256, to }, &progress).await;
    bar.finish_and_clear();
    let name = name.to_owned();
    Ok(fetched.map_err(|source| Trouble::from(OfModels::Fetch { name, source }))?)
}

fn verify(texts: &Texts, folder: &Folder, names: &[String]) -> Result<()> {
    let mut wanted = Vec::new();
    for name in names {
        match find(name) {
            Some(model) => wanted.extend(here(folder, model)),
            None if folder.file(name).is_file() => wanted.push(name.clone()),
            None => return Err(unknown(name).into()),
        }
    }
    if names.is_empty() {
        wanted = files(folder)?;
    }
    let mut damaged = 0;
    for name in &wanted {
        let path = folder.file(name);
        let checked = folder.check(name).map_err(|source| Trouble::File { path, source })?;
        let name = plain(name);
        say(&match checked {
            Checked::Right => text!(texts, "models-right", name = name),
            Checked::Unknown { found } => text!(texts, "models-unsure", name = name, found = found),
            Checked::Wrong { found, wanted } => {
                damaged += 1;
                text!(texts, "models-wrong", name = name, found = found, wanted = wanted)
            }
        })?;
    }
    let absent = absent(folder, names);
    if wanted.is_empty() && absent.is_empty() {
        say(&text!(texts, "models-none", path = folder.path().display().to_string()))?;
    }
    match damaged {
        0 if absent.is_empty() => Ok(()),
        0 => Err(Trouble::from(OfModels::Absent { names: absent.join(" ") }).into()),
        files => Err(Trouble::from(OfModels::Damaged { files }).into()),
    }
}

/// The files of a model that are there.
fn here(folder: &Folder, model: &Model) -> impl Iterator<Item = String> {
    let is_here = move |name: &&str| folder.file(name).is_file();
    model.files.iter().map(|file| file.name).filter(is_here).map(str::to_owned)
}

/// The models that are not there as a whole, of those that are named; of all, where none is, those of which
/// something is there.
fn absent(folder: &Folder, names: &[String]) -> Vec<&'static str> {
    let is_meant = |model: &&Model| match names {
        [] => here(folder, model).next().is_some(),
        names => names.iter().filter_map(|name| find(name)).any(|named| named.name == model.name),
    };
    let models = CATALOGUE.iter().filter(is_meant).filter(|model| !folder.has(model));
    models.map(|model| model.name).collect()
}

fn add(texts: &Texts, folder: &Folder, file: &Path) -> Result<()> {
    let added = folder.add(file).map_err(|source| Trouble::from(OfModels::Add { source }))?;
    for name in added {
        say(&text!(texts, "models-added", path = folder.file(&name).display().to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn models_that_are_not_there_as_a_whole_are_told() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::new(data.path());
        let names =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert!(absent(&folder, &[]).is_empty());
        assert_eq!(absent(&folder, &names(&["base", "mine.onnx"])), ["whisper:base"]);

        // Of a voice one of two files.
        fs::write(folder.file("ru_RU-denis-medium.onnx"), b"onnx").unwrap();
        assert_eq!(absent(&folder, &[]), ["piper:ru_RU-denis-medium"]);
        let model = find("ru_RU-denis-medium").unwrap();
        assert_eq!(here(&folder, model).collect::<Vec<_>>(), ["ru_RU-denis-medium.onnx"]);
        fs::write(folder.file("ru_RU-denis-medium.onnx.json"), b"{}").unwrap();
        assert!(absent(&folder, &[]).is_empty());
        assert!(absent(&folder, &names(&["ru_RU-denis-medium"])).is_empty());
    }
}

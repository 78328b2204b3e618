//! The arguments of the commands that keep keys and backups.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DataArgs;

#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    pub(crate) task: KeysTask,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysTask {
    Status,
    Rotate,
    ExportRecovery {
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    ImportRecovery {
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    #[arg(long, value_name = "RECIPIENT", conflicts_with = "passphrase_file")]
    pub(crate) recipient: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    pub(crate) identity: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[arg(long)]
    pub(crate) live: bool,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

//! An answer as what was asked for, or as what it means instead.

use super::diagnose;
use crate::domain::diagnosis::{Diagnosis, Party};
use crate::http::{Lister, Member, Page, Reply, Shape};

pub(super) fn read<T: Member>(reply: &Reply) -> Result<T, Diagnosis> {
    success(reply)?;
    reply.read().map_err(|shape| odd(&shape, reply))
}

pub(super) fn take<T: Member>(
    list: &mut Lister<T>,
    reply: &Reply,
    keep: impl FnMut(&T) -> bool,
) -> Result<Page, Diagnosis> {
    success(reply)?;
    list.take(reply, keep).map_err(|shape| odd(&shape, reply))
}

pub(super) fn success(reply: &Reply) -> Result<(), Diagnosis> {
    if reply.is_success() {
        Ok(())
    } else {
        Err(diagnose::api(reply))
    }
}

fn odd(shape: &Shape, reply: &Reply) -> Diagnosis {
    shape.diagnosis(Party::StackOne, reply)
}

//! Which id a model has in a region.

use super::file::{ModelTable, PriceTable, RegionName, RegionalIdTable};

/// What the provider calls `model` in `region`, and what it costs there; `None` where it is not to be had.
pub(super) fn id_and_price<'m>(model: &'m ModelTable, region: Option<&str>) -> Option<(&'m str, Option<PriceTable>)> {
    if let Some(id) = &model.id {
        return Some((&id.0, model.price));
    }
    let ids = model.ids.iter().flatten();
    let fitting = ids.filter_map(|id| Some((fit(id, region?)?, id)));
    let (_, id) = fitting.max_by_key(|(closeness, _)| *closeness)?;
    Some((&id.id.0, id.price.or(model.price)))
}

/// How closely the regions of an id fit, if they do.
fn fit(id: &RegionalIdTable, region: &str) -> Option<usize> {
    id.regions.iter().filter_map(|name| closeness(name, region)).max()
}

/// The longer of two names that fit is the closer one, and the region's own name is the closest.
fn closeness(RegionName(name): &RegionName, region: &str) -> Option<usize> {
    match name.strip_suffix('*') {
        Some(start) => region.starts_with(start).then_some(start.len()),
        None => (name == region).then_some(usize::MAX),
    }
}

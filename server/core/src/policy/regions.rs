//! What a policy has for a region: the id of a model, and the guardrail.

use super::file::{DestinationsTable, GuardrailTable, ModelTable, PriceTable, RegionName};

/// What a policy has for a model in a region.
pub(super) struct ModelInRegion<'m> {
    pub(super) id: &'m str,
    pub(super) destinations: Option<&'m DestinationsTable>,
    pub(super) price: Option<PriceTable>,
}

/// What the policy has for `model` in `region`. `None` if the model is not available there.
pub(super) fn model<'m>(model: &'m ModelTable, region: Option<&str>) -> Option<ModelInRegion<'m>> {
    if let Some(id) = &model.id {
        return Some(ModelInRegion { id: &id.0, destinations: None, price: model.price });
    }
    let id = closest(model.ids.iter().flatten(), |id| &id.regions, region)?;
    Some(ModelInRegion { id: &id.id.0, destinations: id.destinations.as_ref(), price: id.price.or(model.price) })
}

/// The guardrail of `region`, if there is one.
pub(super) fn guardrail<'g>(guardrails: &'g [GuardrailTable], region: Option<&str>) -> Option<&'g GuardrailTable> {
    closest(guardrails, |guardrail| &guardrail.regions, region)
}

/// The one of `choices` that has the closest match for `region`.
fn closest<'c, T>(
    choices: impl IntoIterator<Item = &'c T>,
    regions: impl Fn(&T) -> &[RegionName],
    region: Option<&str>,
) -> Option<&'c T> {
    let closeness_of = |choice| regions(choice).iter().filter_map(|name| closeness(name, region?)).max();
    let matching = choices.into_iter().filter_map(|choice| Some((closeness_of(choice)?, choice)));
    matching.max_by_key(|(closeness, _)| *closeness).map(|(_, choice)| choice)
}

/// How closely a name matches a region. A longer pattern is closer than a shorter one, and the region's own name is closest.
fn closeness(RegionName(name): &RegionName, region: &str) -> Option<usize> {
    match name.strip_suffix('*') {
        Some(start) => region.starts_with(start).then_some(start.len()),
        None => (name == region).then_some(usize::MAX),
    }
}

package dev.tributary.engine.kpi;

import java.util.Optional;

/**
 * How the campaigns that brought traffic and the campaigns that were paid for are brought together:
 * first by id, then by name where only one campaign has it, then by what a person said.
 */
public record CampaignJoin(Side traffic, Side paid) {

  /**
   * @param idDimension holds the campaign's id
   * @param nameDimension holds its name; empty where names are in a snapshot of the provider
   */
  public record Side(String provider, String idDimension, Optional<String> nameDimension) {}
}

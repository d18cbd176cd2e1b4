namespace PackageBilling.Billing.Storage.Projection;

/// <summary>Statements for packages and their revisions.</summary>
internal static class PackageStatements
{
    public static void Define(NpgsqlBatch batch, long position, PackageDefined fact) => batch.Add("""
        INSERT INTO package_revisions (package_id, position, currency, grants_minutes, effective_from, terms)
        VALUES ($1, $2, $3, $4, NULL, $5)
        """, fact.PackageId, position, fact.Currency, fact.Type == PackageType.FreeMinutes, Terms(fact.Terms));

    public static void Revise(NpgsqlBatch batch, long position, PackageRevised fact) => batch.Add("""
        INSERT INTO package_revisions (package_id, position, currency, grants_minutes, effective_from, terms)
        SELECT package_id, $2, currency, grants_minutes, $3, $4 FROM package_revisions WHERE package_id = $1 LIMIT 1
        """, fact.PackageId, position, fact.EffectiveFrom, Terms(fact.Terms));

    private static NpgsqlParameter Terms(PackageTerms terms) =>
        SqlParameters.Typed(EventJson.Write(terms), NpgsqlDbType.Jsonb);
}

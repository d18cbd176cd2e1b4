using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using PackageBilling.EmbeddedPostgres;
using Testcontainers.PostgreSql;

namespace PackageBilling.Harness;

/// <summary>A PostgreSQL in a container, where a Docker engine answers:
/// made and set as the one from local binaries is.</summary>
internal static class ContainerPostgres
{
    private const string Image = "postgres:17-alpine";

    // An engine gives 64 MB, which the workers of one large query can fill.
    private const long SharedMemory = 512L << 20;

    /// <summary>
    /// Null where no engine answers, or one that gives no container because it reaches no registry: the tests take
    /// local binaries then.
    /// </summary>
    public static async Task<TestServer?> TryStart((string Name, string Value)[] settings, string image = Image)
    {
        if (TestcontainersSettings.OS.DockerEndpointAuthConfig is null) return null;
        try
        {
            return await Start(image, settings);
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
        catch (DockerApiException e)
        {
            await Console.Error.WriteLineAsync($"The Docker engine gives no container: {e.Message}");
            return null;
        }
    }

    private static async Task<TestServer> Start(string image, (string Name, string Value)[] settings)
    {
        var container = new PostgreSqlBuilder(image)
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --no-locale --data-checksums")
            // In the place of the library's own, which make every server forget in a crash what it
            // has said it has written.
            .WithCommand(new OverwriteEnumerable<string>(PostgresSettings.OfOneProduct.With(settings)
                .SelectMany(one => (string[])["-c", $"{one.Key}={one.Value}"])))
            .WithCreateParameterModifier(create => (create.HostConfig ??= new()).ShmSize = SharedMemory)
            .Build();
        try
        {
            await container.StartAsync();
            return new(container.GetConnectionString(), async () => await container.DisposeAsync());
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }
}

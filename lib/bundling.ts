/** How the function is bundled, as one ES module with the SDK in it. */
export const bundling = {
  target: 'node24',
  mainFields: ['module', 'main'] as string[],
  minify: true,
  // Stack traces keep our names without a source map, which would double the asset.
  keepNames: true,
  // How the SDK looks for credentials on other machines. The function has its own in the environment, where
  // the SDK looks first; these are never loaded, and bundled they would make loading take half as long again.
  externalModules: [
    '@aws-sdk/credential-provider-http',
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
    '@smithy/credential-provider-imds',
  ],
  // A dependency that is CommonJS may call `require`, at load or later; ES modules have none.
  banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
};

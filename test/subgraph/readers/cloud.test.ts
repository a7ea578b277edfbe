import { describe, expect, test } from 'vitest';
import { awsAlbReader } from '../../../subgraph/ingest/readers/cloud/aws-alb.reader.ts';
import { awsWafReader } from '../../../subgraph/ingest/readers/cloud/aws-waf.reader.ts';
import { cloudfrontReader } from '../../../subgraph/ingest/readers/cloud/cloudfront.reader.ts';
import { NOW, one, reason } from './support.ts';

describe('an AWS load balancer', () => {
  const line = ({
    target = '10.0.0.1:80',
    times = '0.086 0.048 0.037',
    status = '200',
    actions = 'forward',
    agent = 'curl/8',
  }) =>
    `https 2024-05-12T10:00:00.186641Z app/x/490d 192.0.2.1:44740 ${target} ${times} ${status} 200 0 57 "GET https://shop.example:443/a?b HTTP/1.1" "${agent}" ECDHE TLSv1.2 arn "Root=1" "shop.example" "arn" 1 2024-05-12T09:59:59.500000Z "${actions}" "-" "-" "10.0.0.1:80" "200" "-" "-"\n`;

  test('says when the request came, and how long its three parts took', async () => {
    expect(await one(awsAlbReader(NOW), line({ agent: 'a \\"b\\"' }))).toMatchObject({
      time: new Date('2024-05-12T09:59:59.500Z'),
      host: 'shop.example',
      path: '/a',
      query: 'b',
      status: 200,
      durationMs: 171,
      sizeBytes: 57,
      ip: '192.0.2.1',
      blocked: false,
    });
  });

  test('without a target there is no duration; what its firewall refused was blocked', async () => {
    const refused = line({ target: '-', times: '-1 -1 -1', status: '403', actions: 'waf' });
    expect(await one(awsAlbReader(NOW), refused)).toMatchObject({ durationMs: null, status: 403, blocked: true });
    const passed = line({ actions: 'waf,forward' });
    expect(await one(awsAlbReader(NOW), passed)).toMatchObject({ blocked: false });
  });

  test('another line is told what it should be', async () => {
    expect(await reason(awsAlbReader(NOW), 'hello\n')).toMatch(/should read type time balancer client:port/);
  });
});

test('CloudFront without its header is read by the order that it documents', async () => {
  const fields = [
    ...['2024-03-12', '15:22:28', 'CDG50-P2', '703', '192.0.2.1', 'GET', 'd1.cloudfront.net', '/a', '400', '-'],
    ...['curl/7.81.0', 'b=c', '-', 'Error', 'id', 'cdn.example', 'https', '62', '0.113', '-', 'TLSv1.3', 'AES'],
    ...['Error', 'HTTP/2.0', '-', '-', '51754', '0.113', 'Error', 'text/plain', '20', '-', '-'],
  ];
  expect(await one(cloudfrontReader(NOW), `${fields.join('\t')}\n`)).toMatchObject({
    time: new Date('2024-03-12T15:22:28Z'),
    host: 'cdn.example',
    query: 'b=c',
    protocol: 'HTTP/2',
    durationMs: 113,
    sizeBytes: 703,
  });
  expect(await reason(cloudfrontReader(NOW), `${fields.slice(0, 20).join('\t')}\n`)).toMatch(
    /20 fields, #Fields: names 33/,
  );
});

describe('AWS WAF', () => {
  const entry = (more: object) =>
    `${JSON.stringify({
      timestamp: 1_715_508_000_123,
      action: 'ALLOW',
      terminatingRuleId: 'Default_Action',
      terminatingRuleMatchDetails: [],
      ruleGroupList: [],
      nonTerminatingMatchingRules: [],
      httpRequest: {
        clientIp: '192.0.2.1',
        country: 'NO',
        headers: [{ name: 'Host', value: 'shop.example' }],
        uri: '/a',
        args: 'id=1',
        httpVersion: 'HTTP/2.0',
        httpMethod: 'GET',
      },
      ...more,
    })}\n`;
  const details = [
    { conditionType: 'SQL_INJECTION', location: 'QUERY_STRING', matchedData: ['1', 'or', '1'], matchedFieldName: 'id' },
  ];

  test('says the request, and not what was answered', async () => {
    expect(await one(awsWafReader(NOW), entry({}))).toMatchObject({
      host: 'shop.example',
      path: '/a',
      query: 'id=1',
      status: null,
      countryCode: 'NO',
      blocked: false,
      detections: [],
    });
  });

  test('the rule that ended a request is what blocked it', async () => {
    const blocked = entry({ action: 'BLOCK', terminatingRuleId: 'sqli-rule', terminatingRuleMatchDetails: details });
    expect(await one(awsWafReader(NOW), blocked)).toMatchObject({
      blocked: true,
      detections: [
        {
          type: 'sqli',
          payload: '1 or 1',
          parameter: 'QUERY_STRING:id',
          action: 'BLOCKED',
          tags: [{ key: 'rule', value: 'sqli-rule' }],
        },
      ],
    });
  });

  test('of a group of rules its rule says what it found, once', async () => {
    const group = {
      ruleGroupId: 'AWS#Common',
      terminatingRule: { ruleId: 'XSS_Body', action: 'BLOCK', ruleMatchDetails: null },
    };
    const blocked = entry({ action: 'BLOCK', terminatingRuleId: 'AWS-Common', ruleGroupList: [group] });
    const { detections } = await one(awsWafReader(NOW), blocked);
    expect(detections).toMatchObject([{ type: 'custom_rule', action: 'BLOCKED', tags: [{ value: 'XSS_Body' }] }]);
  });

  test('rules that only count let it pass', async () => {
    const counted = entry({
      nonTerminatingMatchingRules: [{ ruleId: 'count-sqli', action: 'COUNT', ruleMatchDetails: details }],
    });
    expect(await one(awsWafReader(NOW), counted)).toMatchObject({
      blocked: false,
      detections: [{ type: 'sqli', action: 'MONITORED' }],
    });
  });
});
